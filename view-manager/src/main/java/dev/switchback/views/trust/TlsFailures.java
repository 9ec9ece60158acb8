package dev.switchback.views.trust;

import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Says of a failed connection what TLS has to do with it, and what to do. */
public final class TlsFailures {
    /** How PostgreSQL's driver says that a certificate is for another name. */
    private static final String WRONG_NAME = "could not be verified by hostnameverifier";

    private TlsFailures() {}

    /**
     * Two sentences where a certificate is not taken, be it for its authority, its name or its dates; empty where none is at fault.
     *
     * @param server as a sentence names it: {@code Redis}
     */
    public static Optional<String> mistrust(String server, @Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isMistrust(cause)) {
                return Optional.of("The certificate of " + server + " is not trusted: " + said(cause)
                        + ". Put the authority that signed it into the file that " + TrustedAuthorities.FILE
                        + " names, and name the server as the certificate does.");
            }
        }
        return Optional.empty();
    }

    /** The same, also where TLS fails in another way, such as by a server that does not speak it. */
    public static Optional<String> explain(String server, @Nullable Throwable failure) {
        return mistrust(server, failure).or(() -> broken(server, failure));
    }

    private static Optional<String> broken(String server, @Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return Optional.of(
                        "TLS with " + server + " fails: " + said(cause) + ". Does it speak TLS, and on that port?");
            }
        }
        return Optional.empty();
    }

    private static boolean isMistrust(Throwable cause) {
        return (cause instanceof GeneralSecurityException && cause.getCause() == null)
                || cause instanceof SSLPeerUnverifiedException
                || String.valueOf(cause.getMessage()).contains(WRONG_NAME);
    }

    private static String said(Throwable cause) {
        return String.valueOf(cause.getMessage()).replaceAll("\\.+$", "");
    }
}
