package dev.switchback.processor.guard;

import dev.switchback.views.StoreDeniedException;
import dev.switchback.views.StoreUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits out a store's outage, on the thread that needs the store; says so in the status. Thread-safe. */
public final class StoreRetry {
    private static final Logger LOG = LoggerFactory.getLogger(StoreRetry.class);
    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final RunStatus status;

    public StoreRetry(RunStatus status) {
        this.status = status;
    }

    /**
     * Tries a step, which may be repeated, until the store answers.
     *
     * @throws StoppedException when the processor is closed meanwhile
     */
    public <T> T call(AskedStore store, Supplier<T> step) {
        return until(store, () -> Optional.of(step.get()));
    }

    /** Tries a step until it gives a value; empty stands for an outcome that has to be tried again at once. */
    public <T> T until(AskedStore store, Supplier<Optional<T>> step) {
        Duration pause = FIRST;
        boolean waited = false;
        while (true) {
            RunStatus.@Nullable Question before = status.asks(store);
            try {
                Optional<T> result = step.get();
                if (result.isPresent()) {
                    if (waited) {
                        status.answered();
                    }
                    return result.get();
                }
            } catch (StoreUnavailableException e) {
                if (!waited && !(e instanceof StoreDeniedException)) {
                    LOG.warn("{}; trying again", e.getMessage());
                }
                waited = true;
                status.waiting(String.valueOf(e.getMessage()));
                if (e instanceof StoreDeniedException) {
                    status.refused(String.valueOf(e.getMessage()));
                }
                if (status.awaitStop(pause)) {
                    status.answered();
                    throw new StoppedException();
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
            } finally {
                status.told(before);
            }
        }
    }
}
