package dev.switchback.standalone.proofs;

import dev.switchback.processor.guard.FaultPoints;
import dev.switchback.processor.history.HistoryLimits;
import dev.switchback.processor.live.LiveLimits;
import dev.switchback.processor.runtime.DirectPartition;
import dev.switchback.processor.runtime.DirectVersion;
import dev.switchback.processor.runtime.DirectVersion.Boundaries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Feeds logs to a version in several lives: batches end anywhere, and a life may end at any step of a flush. */
final class DirectReplay {
    /** Groups in one script of Redis. */
    private static final int MOST_LIVE = 5_000;

    private static final Duration NEVER = Duration.ofDays(1);

    private final ProofPipeline pipeline;
    private final Random random;
    private final int scale;

    /** For logs of about a hundred records. */
    DirectReplay(ProofPipeline pipeline, Random random) {
        this(pipeline, random, 1);
    }

    /** @param scale how many times as long logs are, and so batches and lives */
    DirectReplay(ProofPipeline pipeline, Random random, int scale) {
        this.pipeline = pipeline;
        this.random = random;
        this.scale = scale;
    }

    /** A life ended where a crash would. */
    private static final class LifeEnded extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Reads all logs from where the stores stand to their ends; {@code lives}: how many times at most it begins anew before the last one. */
    void run(List<List<byte @Nullable []>> logs, int lives) {
        for (int life = 0; life < lives; life++) {
            try {
                live(logs, boundaries(mortal()), random.nextInt(40));
            } catch (LifeEnded e) {
                // The next life finds what this one left.
            }
        }
        live(logs, boundaries(FaultPoints.NONE), Integer.MAX_VALUE);
        finish(logs);
    }

    private FaultPoints mortal() {
        int chance = 5 + random.nextInt(60 * Math.min(scale, 10));
        return (point, partition) -> {
            if (random.nextInt(chance) == 0) {
                throw new LifeEnded();
            }
        };
    }

    /** Each store flushes by time at every tick, or by size. */
    private Boundaries boundaries(FaultPoints faults) {
        boolean historyByTick = random.nextBoolean();
        boolean liveByTick = random.nextBoolean();
        Duration history = historyByTick ? Duration.ZERO : NEVER;
        Duration live = liveByTick ? Duration.ZERO : NEVER;
        return new Boundaries(
                new HistoryLimits(
                        scale * (200 + random.nextInt(1_000)),
                        scale * (1L << 20),
                        scale * (10L + random.nextInt(80)),
                        history,
                        history),
                new LiveLimits(Math.min(MOST_LIVE, scale * (50 + random.nextInt(500))), live, live),
                faults);
    }

    private DirectVersion version(Boundaries boundaries) {
        return new DirectVersion(
                pipeline.version,
                pipeline.plan,
                pipeline.shards,
                ProofPipeline.LEDGER,
                ProofStores.CLICKHOUSE,
                ProofStores.LIVE,
                boundaries);
    }

    /** Reads in turns of random length, for at most so many turns. */
    private void live(List<List<byte @Nullable []>> logs, Boundaries boundaries, int turns) {
        List<DirectPartition> partitions = open(logs, version(boundaries));
        for (int turn = 0; turn < turns && !isRead(logs, partitions); turn++) {
            int partition = random.nextInt(logs.size());
            partitions.get(partition).read(logs.get(partition), scale * random.nextInt(60));
            if (random.nextInt(3) == 0) {
                partitions.get(partition).tick();
            }
        }
    }

    private static List<DirectPartition> open(List<List<byte @Nullable []>> logs, DirectVersion version) {
        List<DirectPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < logs.size(); partition++) {
            partitions.add(version.open(partition));
        }
        return partitions;
    }

    private static boolean isRead(List<List<byte @Nullable []>> logs, List<DirectPartition> partitions) {
        for (int partition = 0; partition < logs.size(); partition++) {
            if (partitions.get(partition).position() < logs.get(partition).size()) {
                return false;
            }
        }
        return true;
    }

    /** One more life, which flushes at every tick, until both stores hold all. */
    private void finish(List<List<byte @Nullable []>> logs) {
        Boundaries eager = new Boundaries(
                new HistoryLimits(100_000, 1 << 24, 1_000_000, Duration.ZERO, Duration.ZERO),
                new LiveLimits(MOST_LIVE, Duration.ZERO, Duration.ZERO),
                FaultPoints.NONE);
        List<DirectPartition> partitions = open(logs, version(eager));
        for (int partition = 0; partition < logs.size(); partition++) {
            DirectPartition each = partitions.get(partition);
            int end = logs.get(partition).size();
            for (int turn = 0; each.position() < end || each.settled() < end || turn < 2; turn++) {
                if (turn > 1_000) {
                    throw new AssertionError("partition " + partition + " of " + pipeline.version + " stays at "
                            + each.position() + ", settled " + each.settled() + ", of " + end);
                }
                each.read(logs.get(partition), Integer.MAX_VALUE >> 1);
                each.tick();
            }
        }
    }
}
