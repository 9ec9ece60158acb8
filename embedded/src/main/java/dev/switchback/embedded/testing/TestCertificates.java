package dev.switchback.embedded.testing;

import dev.switchback.embedded.EngineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An authority of its own and a server certificate that it signed, made with this Java's {@code keytool}.
 *
 * @param authority its certificate as PEM
 * @param server a PKCS12 key store with the server's key
 */
public record TestCertificates(Path authority, Path server) {
    public static final String PASSWORD = "keystore-secret";

    /**
     * Makes both.
     *
     * @param folder that exists and holds none yet
     * @param names of the server as {@code keytool} takes them: {@code dns:localhost,ip:127.0.0.1}
     */
    public static TestCertificates make(Path folder, String names) {
        Path store = folder.resolve("server.p12");
        Path authority = folder.resolve("authority.pem");
        keytool(
                store,
                "-genkeypair",
                "-alias",
                "authority",
                "-keyalg",
                "EC",
                "-dname",
                "CN=Authority of " + folder.getFileName(),
                "-ext",
                "bc:c");
        keytool(
                store,
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=" + names,
                "-signer",
                "authority");
        keytool(store, "-exportcert", "-rfc", "-alias", "authority", "-file", authority.toString());
        // The server shows the one key that is left.
        keytool(store, "-delete", "-alias", "authority");
        return new TestCertificates(authority, store);
    }

    private static void keytool(Path store, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new EngineException("keytool " + arguments[0] + " failed: " + said);
            }
        } catch (IOException e) {
            throw new EngineException("keytool cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("keytool was interrupted", e);
        }
    }
}
