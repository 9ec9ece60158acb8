package dev.switchback.query.barrier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The real reader of two servers against a simulated row, under seeded interleavings, pauses, broken connections and late deadlines. */
class BarrierSimulationTest {
    private static final int STEPS = 6_000;

    @Test
    @DisplayName(
            "P5: once an epoch was answered, no later query is answered from an older one, whatever the servers go through")
    void epochsNeverGoBack() throws InterruptedException {
        int flips = 0;
        int answers = 0;
        for (long seed = 1; seed <= 60; seed++) {
            Run run = new Run(seed);
            run.chaos();
            run.settles();
            flips += (int) run.pointer.epoch;
            answers += run.answers;
        }
        assertTrue(flips > 1_000, "the simulation must switch to mean something: " + flips);
        assertTrue(answers > 10_000, "the simulation must answer to mean something: " + answers);
    }

    private static final class Run {
        private final long seed;
        private final Random random;
        private final SimulatedPointer pointer;
        private final List<Server> servers = new ArrayList<>();
        private final Turns turns = new Turns();
        private long newest;
        private int answers;

        Run(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.pointer = new SimulatedPointer(random);
            for (int i = 0; i < 2; i++) {
                servers.add(new Server(pointer, turns, random.nextLong(1_000_000)));
            }
        }

        void chaos() throws InterruptedException {
            for (int step = 0; step < STEPS; step++) {
                pointer.now += random.nextInt(20) == 0 ? random.nextInt(4_000) : random.nextInt(40);
                Server server = servers.get(random.nextInt(servers.size()));
                switch (random.nextInt(10)) {
                    case 0 -> pointer.prepare(random.nextInt(1_500));
                    case 1 -> pointer.flip();
                    case 2 -> {
                        if (random.nextInt(20) == 0) {
                            pointer.abandon();
                        }
                    }
                    case 3 -> {
                        if (random.nextInt(10) == 0) {
                            server.pausedUntil = pointer.now + random.nextInt(10_000);
                        }
                    }
                    case 4, 5, 6 -> query(server, step);
                    default -> {
                        if (pointer.now >= server.pausedUntil) {
                            turns.step(server.actor);
                        }
                    }
                }
            }
        }

        /** Nothing more goes wrong: both servers come to answer from the last epoch. */
        void settles() throws InterruptedException {
            pointer.now += 20_000;
            for (int i = 0; i < 400; i++) {
                for (Server server : servers) {
                    turns.step(server.actor);
                }
            }
            boolean both = true;
            for (int i = 0; i < 200; i++) {
                both = true;
                for (Server server : servers) {
                    turns.step(server.actor);
                    both &= server.reader().resolve(SimulatedPointer.PIPELINE) instanceof Resolution.Serve(var p)
                            && p.epoch() == pointer.epoch;
                }
                if (both) {
                    break;
                }
            }
            turns.close();
            assertEquals(true, both, "seed " + seed + ": the servers do not serve the last epoch in the end");
        }

        private void query(Server server, int step) {
            if (pointer.now < server.pausedUntil) {
                return;
            }
            if (server.reader().resolve(SimulatedPointer.PIPELINE) instanceof Resolution.Serve(var answered)) {
                assertTrue(
                        answered.epoch() >= newest,
                        "seed " + seed + " step " + step + ": epoch " + answered.epoch() + " was answered after "
                                + newest);
                newest = answered.epoch();
                answers++;
            }
        }
    }

    /** One server: its loop reads as fast as it gets turns; its clocks have nothing to do with the database's. */
    private static final class Server {
        private final PointerReader[] reader = new PointerReader[1];
        private final Turns.Actor actor;
        private long pausedUntil;

        Server(SimulatedPointer pointer, Turns turns, long clockOffset) {
            ServerClock clock = new ServerClock() {
                @Override
                public long nanos() {
                    return (pointer.now + clockOffset) * 1_000_000;
                }

                @Override
                public long wallMillis() {
                    return pointer.now + clockOffset;
                }
            };
            actor = turns.add(self -> {
                while (true) {
                    self.pause();
                    reader().read();
                }
            });
            reader[0] = new PointerReader(pointer.connection(actor), BarrierTimes.STANDARD, clock);
        }

        PointerReader reader() {
            return reader[0];
        }
    }
}
