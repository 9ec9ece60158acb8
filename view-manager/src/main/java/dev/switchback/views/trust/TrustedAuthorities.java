package dev.switchback.views.trust;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The authorities that this process trusts beside Java's (ADR 200): those in the file that {@link #FILE} names. Of the whole process, since
 * clients of stores are made in many places, some by libraries. Thread-safe.
 */
public final class TrustedAuthorities {
    /** Names a file with one or more certificates as PEM. */
    public static final String FILE = "SWITCHBACK_CA";

    private static final String ADVICE = "Name a file with the certificates of the authorities as PEM"
            + " (-----BEGIN CERTIFICATE-----), or leave " + FILE + " out: then those that Java knows are trusted.";

    private static @Nullable Path trusted;

    private TrustedAuthorities() {}

    /**
     * From when this returns, every client of this process trusts the authorities that the environment names and those of Java, which are
     * those of {@code javax.net.ssl.trustStore} where that is set. Clients that are there already, and clients with a trust store of their
     * own, stay as they are. Does nothing where the environment names none.
     *
     * @throws IllegalArgumentException if the file cannot be read or holds anything but certificates, in a sentence; nothing has changed then
     */
    public static synchronized void trust(Map<String, String> environment) {
        String named = environment.getOrDefault(FILE, "").strip();
        if (named.isEmpty()) {
            return;
        }
        Path file = Path.of(named).toAbsolutePath();
        List<Certificate> added = read(file);
        try {
            Security.removeProvider(AddingProvider.NAME);
            TrustManagerFactory java = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            Security.insertProviderAt(new AddingProvider(java, store(known(java), added)), 1);
            // Java makes the context of those who do not make their own once, and perhaps has.
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(), null, null);
            SSLContext.setDefault(context);
            trusted = file;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(
                    "Java's own authorities, or the keys of javax.net.ssl.keyStore, cannot be read: " + e.getMessage(),
                    e);
        }
    }

    /** The file whose authorities are trusted; empty: Java's alone are. */
    public static synchronized Optional<Path> file() {
        return Optional.ofNullable(trusted);
    }

    private static List<Certificate> read(Path file) {
        Collection<? extends Certificate> certificates;
        try {
            certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    FILE + " names " + file + ", which cannot be read ("
                            + e.getClass().getSimpleName() + "). " + ADVICE,
                    e);
        } catch (CertificateException e) {
            throw new IllegalArgumentException(
                    FILE + " names " + file + ", in which something is not a certificate: " + e.getMessage() + ". "
                            + ADVICE,
                    e);
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException(FILE + " names " + file + ", which holds no certificate. " + ADVICE);
        }
        return List.copyOf(certificates);
    }

    private static List<X509Certificate> known(TrustManagerFactory java) throws GeneralSecurityException {
        java.init((KeyStore) null);
        List<X509Certificate> known = new ArrayList<>();
        for (TrustManager manager : java.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                known.addAll(List.of(x509.getAcceptedIssuers()));
            }
        }
        return known;
    }

    private static KeyStore store(List<? extends Certificate> known, List<? extends Certificate> added)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (Certificate certificate : known) {
            store.setCertificateEntry("java-" + store.size(), certificate);
        }
        for (Certificate certificate : added) {
            store.setCertificateEntry("added-" + store.size(), certificate);
        }
        return store;
    }

    /** Those that Java's own default context would have: of {@code javax.net.ssl.keyStore}, where that is set. */
    private static KeyManager @Nullable [] keys() throws GeneralSecurityException, IOException {
        String file = System.getProperty("javax.net.ssl.keyStore", "");
        if (file.isEmpty()) {
            return null;
        }
        char[] password =
                System.getProperty("javax.net.ssl.keyStorePassword", "").toCharArray();
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(KeyStore.getInstance(new File(file), password), password);
        return factory.getKeyManagers();
    }
}
