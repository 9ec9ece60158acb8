package dev.switchback.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.switchback.embedded.folder.FreeSpace;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps the engines from starting is said in one sentence, and nothing stays behind. */
class RefusalsTest {
    @TempDir
    private Path folder;

    private static String refusal(EmbeddedSettings settings, FreeSpace freeSpace) {
        String message = assertThrows(EngineException.class, () -> EmbeddedEngines.start(settings, freeSpace))
                .getMessage();
        assertTrue(message != null && message.endsWith(".") && !message.contains("\n"), "one sentence: " + message);
        return message;
    }

    private static String refusal(EmbeddedSettings settings) {
        return refusal(settings, FreeSpace.OF_DISK);
    }

    private EmbeddedSettings redis() {
        return new EmbeddedSettings(folder, Set.of(Engine.REDIS), OptionalInt.empty());
    }

    @Test
    void fullDisk() {
        String message = refusal(redis(), anywhere -> 100L << 20);
        assertTrue(message.contains("100 MiB free") && message.contains("512 MiB"), message);
    }

    @Test
    void folderInUse() {
        try (EmbeddedEngines first = EmbeddedEngines.start(redis())) {
            String message = refusal(redis());
            assertTrue(message.contains("in use") && message.contains(folder.toString()), message);
            assertEquals("redis", first.redis().getScheme());
        }
        EmbeddedEngines.start(redis()).close();
    }

    @Test
    void takenKafkaPortAlsoStopsTheOthers() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String message = refusal(new EmbeddedSettings(
                    folder, Set.of(Engine.REDIS, Engine.KAFKA), OptionalInt.of(taken.getLocalPort())));
            assertTrue(message.contains("Port " + taken.getLocalPort()) && message.contains("taken"), message);
        }
        assertFalse(Files.exists(folder.resolve("pids/redis")), "Redis was stopped again");
        EmbeddedEngines.start(redis()).close();
    }

    @Test
    void takenKeptPortIsReplaced() throws Exception {
        int port;
        try (EmbeddedEngines first = EmbeddedEngines.start(redis())) {
            port = first.redis().getPort();
        }
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                EmbeddedEngines second = EmbeddedEngines.start(redis())) {
            assertFalse(second.redis().getPort() == taken.getLocalPort());
        }
    }

    @Test
    void newerFolder() throws Exception {
        Files.writeString(folder.resolve("format"), "7\n");
        String message = refusal(redis());
        assertTrue(message.contains("format 7") && message.contains("newer"), message);
    }

    @Test
    void folderThatIsAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        String message = refusal(new EmbeddedSettings(file, Set.of(Engine.REDIS), OptionalInt.empty()));
        assertTrue(message.contains(file.toString()), message);
    }

    @Test
    void unwritableFolder() throws Exception {
        assumeTrue(!System.getProperty("user.name").equals("root"), "root may write everywhere");
        Path closed = Files.createDirectory(folder.resolve("closed"));
        assertTrue(closed.toFile().setWritable(false));
        String message = refusal(new EmbeddedSettings(closed, Set.of(Engine.REDIS), OptionalInt.empty()));
        assertTrue(message.contains(closed.toString()), message);
    }

    @Test
    void dataOfAnotherPostgres() throws Exception {
        Path data = Files.createDirectories(folder.resolve("postgres/data"));
        Files.writeString(data.resolve("PG_VERSION"), "19\n");
        String message = refusal(new EmbeddedSettings(folder, Set.of(Engine.POSTGRES), OptionalInt.empty()));
        assertTrue(message.contains("PostgreSQL 19"), message);
    }

    @Test
    void aKilledEngineIsReportedLostAndCanBeRevivedAtItsAddress() throws Exception {
        try (EmbeddedEngines engines = EmbeddedEngines.start(redis())) {
            assertEquals(Set.of(), engines.lost());
            long pid = Long.parseLong(
                    Files.readAllLines(folder.resolve("pids/redis")).getFirst());
            ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
            process.destroyForcibly();
            process.onExit().get();
            assertEquals(Set.of(Engine.REDIS), engines.lost());
            URI address = engines.redis();
            assertEquals(Set.of(Engine.REDIS), engines.revive());
            assertEquals(Set.of(), engines.lost());
            assertEquals(address, engines.redis());
            assertEquals(Set.of(), engines.revive());
        }
    }

    @Test
    void closedEnginesAreNotRevived() {
        EmbeddedEngines engines = EmbeddedEngines.start(redis());
        engines.close();
        assertEquals(Set.of(), engines.revive());
    }

    @Test
    void anEngineThatWasNotAskedFor() {
        try (EmbeddedEngines engines = EmbeddedEngines.start(redis())) {
            assertThrows(IllegalStateException.class, engines::kafka);
        }
    }
}
