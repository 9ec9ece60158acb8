package dev.switchback.processor.app;

import dev.switchback.processor.history.HistoryInserts;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.ledger.Counts;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.LedgerKey;
import dev.switchback.views.ledger.SinkLedger;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;

/** Loses what a caller asks of a store, or the store's answer to it, now and then: the caller cannot tell which. Seeded. */
final class LostAnswers {
    private final Random random;
    private final int oneIn;

    LostAnswers(long seed, int oneIn) {
        this.random = new Random(seed);
        this.oneIn = oneIn;
    }

    private synchronized boolean lost() {
        return random.nextInt(oneIn) == 0;
    }

    private <T> T unsure(Supplier<T> step) {
        if (lost()) {
            throw new StoreUnavailableException("the question was lost", new IllegalStateException("by the test"));
        }
        T result = step.get();
        if (lost()) {
            throw new StoreUnavailableException("the answer was lost", new IllegalStateException("by the test"));
        }
        return result;
    }

    HistoryInserts over(HistoryInserts real) {
        return (target, rows, partition, token) -> unsure(() -> {
            real.insert(target, rows, partition, token);
            return true;
        });
    }

    SinkLedger over(SinkLedger real) {
        return new SinkLedger() {
            @Override
            public void create(VersionId version, Map<Integer, Long> startOffsets, int views) {
                real.create(version, startOffsets, views);
            }

            @Override
            public Map<Integer, LedgerEntry> read(VersionId version) {
                return unsure(() -> real.read(version));
            }

            @Override
            public Optional<LedgerEntry> read(LedgerKey key) {
                return unsure(() -> real.read(key));
            }

            @Override
            public Outcome claim(LedgerKey key, long committed, long end) {
                return unsure(() -> real.claim(key, committed, end));
            }

            @Override
            public Outcome settle(LedgerKey key, long committed, long end, Counts counts, OptionalLong maxEventTime) {
                return unsure(() -> real.settle(key, committed, end, counts, maxEventTime));
            }

            @Override
            public Outcome markIdle(LedgerKey key, long committed, boolean idle) {
                return unsure(() -> real.markIdle(key, committed, idle));
            }

            @Override
            public void drop(VersionId version) {
                real.drop(version);
            }
        };
    }
}
