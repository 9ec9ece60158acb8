package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PulseTest {
    private static final Instant NOW = Instant.parse("2026-11-20T01:02:03Z");

    @Test
    void theFileHasTheTimeOfTheLastSignOfLife(@TempDir Path folder) throws IOException {
        AtomicBoolean alive = new AtomicBoolean();
        Path state = folder.resolve("not there yet");
        Path file = state.resolve(Pulse.FILE);
        new Pulse(state, Clock.fixed(NOW, ZoneOffset.UTC), alive::get).beat();
        assertFalse(Files.exists(file), "nothing is said of a processor that hangs");
        alive.set(true);
        new Pulse(state, Clock.fixed(NOW, ZoneOffset.UTC), alive::get).beat();
        assertEquals(NOW, Files.getLastModifiedTime(file).toInstant());
        alive.set(false);
        new Pulse(state, Clock.fixed(NOW.plusSeconds(9), ZoneOffset.UTC), alive::get).beat();
        assertEquals(NOW, Files.getLastModifiedTime(file).toInstant());
    }
}
