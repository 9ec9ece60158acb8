package dev.switchback.processor.app;

import dev.switchback.embedded.testing.Campaign;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Processors as processes of their own, with the batches of production: killed by the kernel, and suspended by it. */
class ProcessDeathTest {
    private static final long SEED = 90;
    private static final int ROUNDS = Campaign.choose(1, 12);
    private static final int EVENTS = 2_500;

    @Test
    @DisplayName(
            "P2: processes killed at random moments, and one that wakes after another took over, leave the same totals")
    void deaths() throws IOException, InterruptedException {
        Random random = new Random(SEED);
        List<GeneratedEvent> events = GeneratedEvent.generate(SEED, (ROUNDS + 2) * EVENTS, 2);
        int sent = 0;
        try (TestPipeline pipeline = TestPipeline.create("killed", 2, 2, TestPipeline.MANIFEST)) {
            for (int round = 0; round < ROUNDS; round++) {
                pipeline.send(events.subList(sent, sent + EVENTS));
                sent += EVENTS;
                Process process = startWorking(pipeline, "killed-" + round);
                LockSupport.parkNanos(Duration.ofMillis(random.nextInt(1_500)).toNanos());
                process.destroyForcibly().waitFor();
                pipeline.expelMembers();
            }
            pipeline.send(events.subList(sent, sent + EVENTS));
            sent += EVENTS;
            Process suspended = startWorking(pipeline, "suspended");
            try {
                signal("STOP", suspended);
                pipeline.expelMembers();
                try (VersionProcessor next = pipeline.start("next")) {
                    pipeline.awaitCaughtUp(next);
                    signal("CONT", suspended);
                    pipeline.send(events.subList(sent, sent + EVENTS));
                    pipeline.awaitCaughtUp(next);
                }
            } finally {
                suspended.destroyForcibly().waitFor();
            }
            Expectations.verify(pipeline, events, 0);
        } catch (AssertionError e) {
            throw new AssertionError("seed " + SEED, e);
        }
    }

    /** Starts a process, and returns when it has brought something to a store. */
    private static Process startWorking(TestPipeline pipeline, String instance) throws IOException {
        Map<Integer, Long> before = LiveContent.marks(pipeline);
        Path state =
                Path.of(System.getProperty("java.io.tmpdir"), "switchback-" + pipeline.version.pipeline() + instance);
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ProcessorMain.class.getName(),
                        pipeline.version.pipeline(),
                        "1")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        environment.put("SWITCHBACK_KAFKA", Stores.ADDRESSES.kafka());
        environment.put("SWITCHBACK_POSTGRES", Stores.ADDRESSES.postgres().toString());
        environment.put("SWITCHBACK_CLICKHOUSE", Stores.ADDRESSES.clickHouse().toString());
        environment.put("SWITCHBACK_REDIS", Stores.ADDRESSES.redis().toString());
        environment.put("SWITCHBACK_INSTANCE", instance);
        environment.put("SWITCHBACK_STATE", state.toString());
        Process process = builder.start();
        Waiting.until(
                () -> !process.isAlive() || !LiveContent.marks(pipeline).equals(before),
                () -> instance + " begins: " + LiveContent.marks(pipeline));
        if (!process.isAlive()) {
            throw new AssertionError(instance + " ended with " + process.exitValue());
        }
        return process;
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }
}
