package dev.switchback.processor.aggregate;

import dev.switchback.processor.decode.BadEventException;
import dev.switchback.processor.decode.EventDecoder;
import dev.switchback.processor.decode.WriterSchemas;
import dev.switchback.views.plan.PipelinePlan;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a record and evaluates it for all views before any of them takes it, so that an event is either good for all or dead for all.
 * Holds the newest event only. Not thread-safe.
 */
public final class EventReader {
    private final EventDecoder decoder;
    private final @Nullable Object[] row;
    private final List<ViewEvent> views;
    private long eventTime;

    /** For a source without schemas. */
    public EventReader(PipelinePlan plan) {
        this(plan, WriterSchemas.NONE);
    }

    public EventReader(PipelinePlan plan, WriterSchemas schemas) {
        this.decoder = new EventDecoder(plan, schemas);
        this.row = new Object[plan.columns().size()];
        this.views = plan.views().stream().map(ViewEvent::new).toList();
    }

    /**
     * Reads a record's value: {@link #decode(byte[])}, then {@link #evaluate}.
     *
     * @throws BadEventException if it is no event, or an expression has no value for it
     */
    public void read(byte @Nullable [] value) throws BadEventException {
        decode(value);
        evaluate();
    }

    /**
     * Decodes a record's value, where no column is read from elsewhere. The views do not see it before {@link #evaluate}.
     *
     * @return its event time, epoch milliseconds
     * @throws BadEventException if it is no event
     */
    public long decode(byte @Nullable [] value) throws BadEventException {
        eventTime = decoder.decode(value, row);
        return eventTime;
    }

    /** Decodes a whole record; see {@link #decode(byte[])}. */
    public long decode(ConsumerRecord<byte[], byte[]> record) throws BadEventException {
        eventTime = decoder.decode(record, row);
        return eventTime;
    }

    /**
     * Evaluates the decoded event for all views.
     *
     * @throws BadEventException if an expression has no value for it
     */
    public void evaluate() throws BadEventException {
        for (int i = 0; i < views.size(); i++) {
            views.get(i).read(row, eventTime);
        }
    }

    /** Epoch milliseconds. */
    public long eventTime() {
        return eventTime;
    }

    /** The event as the plan's views see it, in the plan's order. */
    public List<ViewEvent> views() {
        return views;
    }
}
