package dev.switchback.embedded.postgres;

import dev.switchback.embedded.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL refuses to run as root. In a user namespace of its own root becomes nobody, while the kernel still knows it as the owner of the
 * files, so no file changes hands.
 */
final class Unprivileged {
    private Unprivileged() {}

    /**
     * What to put before a command of PostgreSQL for the user of this JVM.
     *
     * @throws EngineException if this is root and the kernel allows no user namespace
     */
    static List<String> prefix() {
        if (!isRoot()) {
            return List.of();
        }
        if (succeeds(List.of("unshare", "-U", "true"))) {
            return List.of("unshare", "-U");
        }
        throw new EngineException(
                "PostgreSQL does not run as root, and this system allows no user namespaces (unshare -U): "
                        + "start Switchback as another user, or set SWITCHBACK_POSTGRES to the URL of a running one.");
    }

    /** The command with that prefix. */
    static List<String> command(List<String> prefix, List<String> command) {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return whole;
    }

    private static boolean isRoot() {
        try {
            Path self = Path.of("/proc/self");
            Object owner = Files.exists(self) ? Files.getAttribute(self, "unix:uid") : Integer.valueOf(-1);
            return owner.equals(0) || System.getProperty("user.name").equals("root");
        } catch (IOException | UnsupportedOperationException e) {
            return System.getProperty("user.name").equals("root");
        }
    }

    private static boolean succeeds(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
