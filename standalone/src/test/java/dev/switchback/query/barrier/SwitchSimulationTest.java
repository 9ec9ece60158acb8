package dev.switchback.query.barrier;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.switchback.embedded.testing.Campaign;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** The barrier's real code on both sides, in simulated time; {@code -Dswitchback.seed=N} runs one schedule. */
class SwitchSimulationTest {
    private static final Logger READER = (Logger) LoggerFactory.getLogger(PointerReader.class);

    private static final int SCHEDULES = Campaign.choose(1_000, 100_000);
    /** A mutation that survives so many schedules would mean that the checks are blind to it. */
    private static final int SCHEDULES_PER_MUTATION = 5_000;

    /** It warns of every reading that fails, which many do here. */
    @BeforeAll
    static void silence() {
        READER.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        READER.setLevel(null);
    }

    @Test
    @DisplayName(
            "P5: no older epoch after a newer one, no query fails for a switch, every try ends at its deadline, in every schedule")
    void everyScheduleKeepsThePromise() {
        Long only = Long.getLong("switchback.seed");
        LongStream seeds = only == null ? LongStream.rangeClosed(1, SCHEDULES) : LongStream.of(only);
        SwitchSimulation.Counts all =
                inOneThread(() -> seeds.mapToObj(seed -> SwitchSimulation.run(seed, Mutation.NONE))
                        .reduce(SwitchSimulation.Counts.NONE, SwitchSimulation.Counts::plus));
        System.out.println(all);
        if (only == null) {
            assertTrue(all.flips() > 3L * SCHEDULES, "the schedules must switch to mean something: " + all);
            assertTrue(all.held() > SCHEDULES, "the schedules must hold queries to mean something: " + all);
            assertTrue(all.tries() > all.flips() + SCHEDULES, "some tries must be given up: " + all);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @DisplayName("P5: a protocol without one of its parts is found out")
    void everyMutationIsFound(Mutation mutation) {
        long seed = inOneThread(() -> LongStream.rangeClosed(1, SCHEDULES_PER_MUTATION)
                .filter(candidate -> breaks(candidate, mutation))
                .findFirst()
                .orElse(0));
        System.out.println(mutation + " is found by seed " + seed);
        assertTrue(seed > 0, mutation + " is not found in " + SCHEDULES_PER_MUTATION + " schedules");
    }

    private static boolean breaks(long seed, Mutation mutation) {
        try {
            SwitchSimulation.run(seed, mutation);
            return false;
        } catch (AssertionError e) {
            String message = String.valueOf(e.getMessage());
            return message.contains("is answered after") || message.contains("was flipped after");
        }
    }

    /** On a virtual thread, which hands over to the actors without the operating system. */
    private static <T> T inOneThread(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(work.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result.join();
    }
}
