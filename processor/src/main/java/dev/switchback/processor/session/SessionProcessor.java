package dev.switchback.processor.session;

import dev.switchback.processor.guard.RunStatus;
import dev.switchback.processor.guard.VersionFailedException;
import dev.switchback.views.StoreException;
import dev.switchback.views.StoreUnavailableException;
import java.time.Duration;
import java.util.Objects;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task of the session half: takes records into the state and brings changes to the tables now and then. A store that does not answer
 * is asked again at the next time; the state meanwhile grows, and Kafka's transaction is not held up.
 */
final class SessionProcessor implements Processor<byte[], byte[], Void, Void> {
    private static final Logger LOG = LoggerFactory.getLogger(SessionProcessor.class);

    private final SessionTasks tasks;
    private final RunStatus status;
    private final Duration period;
    private @Nullable ProcessorContext<Void, Void> context;
    private @Nullable SessionKeeper keeper;
    private @Nullable SessionFlush flush;
    private @Nullable SessionExpiry expiry;
    private @Nullable KeptCuts cuts;
    private @Nullable FlushPace pace;
    private @Nullable Cancellable next;
    /** Offset after the last record; -1 before the first. */
    private long position = -1;

    private boolean waiting;

    SessionProcessor(SessionTasks tasks, RunStatus status, Duration period) {
        this.tasks = tasks;
        this.status = status;
        this.period = period;
    }

    @Override
    public void init(ProcessorContext<Void, Void> newContext) {
        SessionStores stores = SessionStores.of(newContext);
        context = newContext;
        position = -1;
        KeptCuts kept = tasks.cuts(stores);
        cuts = kept;
        keeper = tasks.keeper(stores, kept);
        flush = tasks.flush(stores, kept, newContext.taskId().partition());
        expiry = tasks.expiry(stores);
        pace = tasks.pace(period);
        schedule(period);
    }

    /** Not at fixed times: while a punctuator is always due, Kafka Streams takes one record between two of its rounds. */
    private void schedule(Duration wait) {
        if (next != null) {
            next.cancel();
        }
        next = Objects.requireNonNull(context).schedule(wait, PunctuationType.WALL_CLOCK_TIME, time -> punctuate());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        long offset =
                Objects.requireNonNull(context).recordMetadata().orElseThrow().offset();
        Objects.requireNonNull(keeper).take(MessageCodec.decode(record.value()), offset);
        position = offset + 1;
    }

    private void punctuate() {
        long started = System.nanoTime();
        flush();
        schedule(Objects.requireNonNull(pace).after(System.nanoTime() - started));
    }

    private void flush() {
        try {
            if (Objects.requireNonNull(flush).run(position)) {
                Objects.requireNonNull(expiry).run();
                Objects.requireNonNull(cuts).tidy();
            }
            if (waiting) {
                waiting = false;
                status.answered();
            }
        } catch (StoreUnavailableException e) {
            if (!waiting) {
                LOG.warn("{}; sessions are written when it answers", e.getMessage());
            }
            waiting = true;
            status.waiting(String.valueOf(e.getMessage()));
        } catch (StoreException e) {
            throw new VersionFailedException(
                    "A store refused sessions: " + e.getMessage()
                            + "; provision the version's tables again or retire the version.",
                    e);
        }
    }

    @Override
    public void close() {
        if (waiting) {
            waiting = false;
            status.answered();
        }
    }
}
