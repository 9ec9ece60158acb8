package dev.switchback.processor.runtime;

import dev.switchback.processor.aggregate.EventReader;
import dev.switchback.processor.decode.BadEventException;
import dev.switchback.processor.history.HistorySink;
import dev.switchback.processor.live.LiveSink;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One assigned partition, from assignment to revocation: takes its records in order and hands each to the sinks that do not have it yet.
 * Kafka Streams queues records between the poll and {@link #process}; after a seek the ones polled before it are dropped here, which
 * counting both sides makes exact. Belongs to one thread.
 */
final class PartitionRun {
    /** A partition with more records ahead than this is replaying: few large flushes instead of frequent small ones. */
    private static final long BEHIND = 20_000;

    private final EventReader reader;
    private final HistorySink history;
    private final LiveSink live;
    private final Log log;
    private final EventClock clock;
    private final Silence silence;
    private final Runnable betweenStores;
    private long next;
    private long polled;
    private long processed;
    private long staleUntil;
    private long position = -1;
    private boolean behind = true;
    /** Whether the log's end was far away, or unknown, since batches were last flushed at it. */
    private boolean catchingUp = true;

    private boolean atEnd;

    /** The partition's log, through its consumer. */
    interface Log {
        void seek(long offset);

        /** Asks the brokers whether nothing committed stands at or after {@code offset}; false too while they do not answer. */
        boolean endsAt(long offset);
    }

    /** @param betweenStores run where both stores are due, when the history store has its batch and the live store does not */
    PartitionRun(
            EventReader reader,
            EventClock clock,
            Silence silence,
            HistorySink history,
            LiveSink live,
            Log log,
            Runnable betweenStores) {
        this.reader = reader;
        this.clock = clock;
        this.silence = silence;
        this.history = history;
        this.live = live;
        this.log = log;
        this.betweenStores = betweenStores;
        goTo(Math.min(history.next(), live.next()));
    }

    /**
     * Told after each poll.
     *
     * @param records that the poll brought for this partition
     * @param newPosition offset of the next record to be fetched: beyond the last record where transaction markers follow it
     * @param lag records ahead, as far as the consumer knows
     */
    void polled(int records, long newPosition, long lag) {
        polled += records;
        position = newPosition;
        behind = lag > BEHIND;
        catchingUp |= behind;
        atEnd = lag == 0;
    }

    /** Told instead of a poll that may bring records: the version is paused or throttled. */
    void held() {
        silence.restart();
    }

    /** Offset up to which the history store has everything; what the group's committed offset mirrors. */
    long settled() {
        return history.settled();
    }

    void process(ConsumerRecord<byte[], byte[]> record) {
        long offset = record.offset();
        processed++;
        if (processed <= staleUntil || !arriveAt(offset)) {
            return;
        }
        boolean forHistory = offset >= history.next();
        boolean forLive = live.wants(offset);
        if (forHistory || forLive) {
            try {
                long eventTime = reader.decode(record);
                if (clock.isLate(eventTime)) {
                    if (forHistory) {
                        history.addLate(offset, clock.lateDetail(eventTime), record.value(), timestamp(record));
                    }
                    live.passLate(offset);
                    heard();
                } else {
                    reader.evaluate();
                    if (!makeRoom(offset, forHistory)) {
                        return;
                    }
                    if (forHistory) {
                        history.add(reader, offset);
                    }
                    live.add(reader, offset);
                    clock.saw(eventTime);
                    heard();
                }
            } catch (BadEventException e) {
                if (forHistory) {
                    history.addDead(offset, e, record.value(), timestamp(record));
                }
                live.skipTo(offset + 1);
            }
        }
        next = offset + 1;
        if (history.isFull() || live.isFull()) {
            flushIf(history.isFull(), live.isFull());
        }
    }

    /** The broker's, for dead letters; 0 where there is none. */
    private static long timestamp(ConsumerRecord<byte[], byte[]> record) {
        return Math.max(0, record.timestamp());
    }

    /**
     * Flushes what has waited for its time, and, where the log's end was far away and is reached, all there is: who waits for that end should not
     * wait for a batch's age too. Takes note of a log that ends without records.
     */
    void tick() {
        if (processed == polled && position > next) {
            long target = position;
            if (!arriveAt(target)) {
                return;
            }
            history.skipTo(target);
            next = target;
        }
        live.look();
        boolean arrived = catchingUp && atEnd && processed == polled;
        catchingUp &= !arrived;
        boolean historyToo = requiredEndReached() || history.isDue(behind) || (arrived && history.mayEnd());
        if (flushIf(historyToo, arrived || live.isDue(behind))) {
            listen();
        }
    }

    /** An event ends idleness at once, not only when it is flushed. */
    private void heard() {
        if (silence.broken()) {
            history.tellIdle(false);
            live.tellIdle(false);
        }
    }

    /** Tells the stores of a partition that is read to its end, with everything flushed, and has brought no event for the timeout. */
    private void listen() {
        boolean still = processed == polled && position == next && history.isSettled() && live.isSettled();
        if (!still || !clock.isSet() || !silence.isDue()) {
            return;
        }
        if (log.endsAt(next) && history.tellIdle(true) && live.tellIdle(true)) {
            silence.told();
        } else {
            silence.restart();
        }
    }

    /**
     * Accounts for the offsets between {@link #next} and {@code offset}, which hold no record, and ends a batch exactly where its claim or a
     * cut does.
     *
     * @return false if that moved this run elsewhere
     */
    private boolean arriveAt(long offset) {
        long required = history.requiredEnd().orElse(Long.MAX_VALUE);
        if (offset >= required) {
            history.skipTo(required);
            next = Math.max(next, required);
            live.skipTo(next);
            if (!flushIf(true, false)) {
                return false;
            }
        }
        history.skipTo(offset);
        live.skipTo(offset);
        return true;
    }

    private boolean requiredEndReached() {
        return history.next() >= history.requiredEnd().orElse(Long.MAX_VALUE);
    }

    private boolean makeRoom(long offset, boolean forHistory) {
        boolean historyFull = forHistory && !history.isRedone() && !history.hasRoom(reader);
        boolean liveFull = !live.hasRoom(reader);
        if (!historyFull && !liveFull) {
            return true;
        }
        next = offset;
        return flushIf(historyFull, liveFull);
    }

    /** Returns false if a flush found that a store holds something else than thought, and this run went there. */
    private boolean flushIf(boolean historyToo, boolean liveToo) {
        if (historyToo) {
            history.flush();
        }
        if (historyToo && liveToo) {
            betweenStores.run();
        }
        if (liveToo) {
            live.flush();
        }
        long wanted = Math.min(history.next(), live.next());
        if (wanted == next) {
            return true;
        }
        position = -1;
        staleUntil = polled;
        goTo(wanted);
        return false;
    }

    /** Goes on from where the store stands that is further back; what it knows of event time is true there, what this run read is not. */
    private void goTo(long offset) {
        next = offset;
        clock.restart(history.next() == offset ? history.newestBeforeNext() : live.newestBeforeNext());
        log.seek(offset);
    }
}
