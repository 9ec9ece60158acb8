package dev.switchback.embedded.chdb;

import dev.switchback.embedded.EngineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Keeps the signals of the JVM where they are. A JVM stops its threads at safepoints by a fault on a page of its own, so it cannot do without its
 * handler of SIGSEGV; chDB sets that signal back to its default at every new connection. The JDK's {@code libjsig} stands between both
 * (docs/adr/011).
 */
final class SignalChaining {
    private SignalChaining() {}

    /**
     * The environment that loads it before the child JVM.
     *
     * @throws EngineException if this Java does not have it
     */
    static Map<String, String> environment() {
        boolean mac = System.getProperty("os.name").contains("Mac");
        Path library = Path.of(System.getProperty("java.home"), "lib", mac ? "libjsig.dylib" : "libjsig.so");
        if (!Files.isRegularFile(library)) {
            throw new EngineException(
                    "This Java lacks " + library
                            + ", without which ClickHouse cannot run in it: use a complete JDK 25, or set SWITCHBACK_CLICKHOUSE to the URL of a server.");
        }
        return Map.of(mac ? "DYLD_INSERT_LIBRARIES" : "LD_PRELOAD", library.toString());
    }
}
