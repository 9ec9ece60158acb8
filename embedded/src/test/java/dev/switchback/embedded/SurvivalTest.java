package dev.switchback.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What stays when the JVM that started the engines is killed: the data, and no process. */
class SurvivalTest {
    @TempDir(cleanup = CleanupMode.ALWAYS)
    private Path folder;

    @BeforeEach
    void onLinux() {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "processes are found in /proc, which this system lacks");
    }

    @Test
    void killedParentLeavesNoProcessAndAllData() throws Exception {
        EnginesInChildJvm first = EnginesInChildJvm.start(folder);
        try {
            new EngineData(first).write("before");
            assertTrue(EnginesInChildJvm.processesOn(folder).size() >= 8, "four engines and their watchdogs");
        } finally {
            first.kill();
        }
        // At once, while the watchdogs are still at work.
        EnginesInChildJvm second = EnginesInChildJvm.start(folder);
        try {
            assertEquals(addresses(first), addresses(second));
            assertEquals(List.of("before"), new EngineData(second).read());
            new EngineData(second).write("after");
        } finally {
            second.kill();
        }
        awaitNoProcess(Duration.ofSeconds(60));
        try (EnginesInChildJvm third = EnginesInChildJvm.start(folder)) {
            assertEquals(addresses(first), addresses(third));
            assertEquals(List.of("before", "after"), new EngineData(third).read());
        }
        assertEquals(List.of(), EnginesInChildJvm.processesOn(folder), "an orderly end waits for all engines");
    }

    private static List<Object> addresses(EnginesInChildJvm engines) {
        return List.of(engines.kafka, engines.postgres, engines.clickHouse, engines.redis);
    }

    private void awaitNoProcess(Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        List<String> left = EnginesInChildJvm.processesOn(folder);
        while (!left.isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            left = EnginesInChildJvm.processesOn(folder);
        }
        assertEquals(List.of(), left, "processes left after " + limit);
    }
}
