package dev.switchback.embedded.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineProcessTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private ProcessSpec spec(String script, Duration grace) {
        return new ProcessSpec(
                "Thing",
                List.of("sh", "-c", script),
                Map.of("COLOUR", "blue"),
                folder,
                folder.resolve("log"),
                folder.resolve("pid"),
                "TERM",
                grace);
    }

    private void awaitLog(String expected, EngineProcess process) {
        Readiness.await("Thing", process, LIMIT, () -> {
            if (!Files.readString(folder.resolve("log")).contains(expected)) {
                throw new IOException("its log lacks " + expected);
            }
        });
    }

    @Test
    void stopsByItsSignalAndTakesItsPidFileAlong() throws Exception {
        EngineProcess process = EngineProcess.start(
                spec("trap 'echo bye; exit 0' TERM; echo up $COLOUR; while :; do sleep 0.05; done", LIMIT));
        awaitLog("up blue", process);
        assertTrue(Files.exists(folder.resolve("pid")));
        process.close();
        assertFalse(process.isAlive());
        assertTrue(Files.readString(folder.resolve("log")).contains("bye"));
        assertFalse(Files.exists(folder.resolve("pid")));
    }

    @Test
    void isKilledWhenItIgnoresTheSignal() {
        EngineProcess process = EngineProcess.start(
                spec("trap '' TERM; echo deaf; while :; do sleep 0.05; done", Duration.ofMillis(300)));
        awaitLog("deaf", process);
        process.close();
        assertFalse(process.isAlive());
    }

    @Test
    void endAtStartIsSaidWithTheEndOfTheLog() {
        try (EngineProcess process = EngineProcess.start(spec("echo no room >&2; exit 7", LIMIT))) {
            EngineException ended = assertThrows(
                    EngineException.class,
                    () -> Readiness.await("Thing", process, LIMIT, () -> {
                        throw new IOException("no answer");
                    }));
            String message = String.valueOf(ended.getMessage());
            assertTrue(message.contains("status 7") && message.contains("no room"), message);
        }
    }

    @Test
    void leftoverOfThePidFileIsStopped() throws Exception {
        Process leftover = new ProcessBuilder("sleep", "600").start();
        PidFile.write(folder.resolve("pid"), leftover.toHandle());
        PidFile.stopLeftover(folder.resolve("pid"), "Thing", LIMIT);
        assertTrue(leftover.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertFalse(Files.exists(folder.resolve("pid")));
    }

    @Test
    void aPidUsedAgainIsLeftAlone() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            long earlier = Instant.now().minusSeconds(3_600).toEpochMilli();
            Files.writeString(folder.resolve("pid"), stranger.pid() + "\n" + earlier + "\n");
            PidFile.stopLeftover(folder.resolve("pid"), "Thing", LIMIT);
            assertTrue(stranger.isAlive());
            Files.writeString(folder.resolve("pid"), "rubbish");
            PidFile.stopLeftover(folder.resolve("pid"), "Thing", LIMIT);
            assertEquals(true, stranger.isAlive());
        } finally {
            stranger.destroyForcibly();
        }
    }
}
