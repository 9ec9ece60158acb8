package dev.switchback.processor.decode;

import dev.switchback.processor.decode.BadEventException.Reason;
import dev.switchback.views.manifest.Origin;
import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.plan.PipelinePlan;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads records into rows: the value in the source's format, and what else of a record columns name. Not thread-safe. */
public final class EventDecoder {
    private final SourceColumn eventTimeColumn;
    private final int eventTime;
    private final ValueDecoder values;
    private final RecordPart[] parts;

    /** For a source without schemas. */
    public EventDecoder(PipelinePlan plan) {
        this(plan, WriterSchemas.NONE);
    }

    public EventDecoder(PipelinePlan plan, WriterSchemas schemas) {
        this.eventTime = plan.eventTimeIndex();
        this.eventTimeColumn = plan.columns().get(eventTime);
        this.values = values(plan, schemas);
        this.parts = RecordParts.of(plan.columns());
    }

    private static ValueDecoder values(PipelinePlan plan, WriterSchemas schemas) {
        return switch (plan.source().format()) {
            case JSON ->
                new JsonDecoder(
                        plan.columns(), new Origin.Value(), plan.source().lenient());
            case AVRO -> new AvroDecoder(plan.columns(), schemas);
            case PROTOBUF -> new ProtobufDecoder(plan.columns(), schemas);
        };
    }

    /**
     * Decodes one record.
     *
     * @param row receives the plan's columns
     * @return the event time, epoch milliseconds
     * @throws BadEventException if the record is no event; the content of {@code row} is undefined then
     * @throws dev.switchback.views.StoreUnavailableException while a schema is needed and its registry does not answer
     */
    public long decode(ConsumerRecord<byte[], byte[]> record, @Nullable Object[] row) throws BadEventException {
        decodeValue(record.value(), row);
        for (RecordPart part : parts) {
            part.read(record, row);
        }
        return eventTime(row);
    }

    /**
     * Decodes one record's value, where that is all that columns are read from; see {@link #decode(ConsumerRecord, Object[])}.
     *
     * @throws IllegalStateException where columns are read from elsewhere
     */
    public long decode(byte @Nullable [] value, @Nullable Object[] row) throws BadEventException {
        if (parts.length > 0) {
            throw new IllegalStateException("columns are read from the whole record");
        }
        decodeValue(value, row);
        return eventTime(row);
    }

    private void decodeValue(byte @Nullable [] value, @Nullable Object[] row) throws BadEventException {
        if (value == null) {
            throw new BadEventException(Reason.TOMBSTONE, "the record has no value");
        }
        values.decode(value, row);
    }

    private long eventTime(@Nullable Object[] row) throws BadEventException {
        if (row[eventTime] instanceof Long millis) {
            return millis;
        }
        throw new BadEventException(
                Reason.MISSING_EVENT_TIME, eventTimeColumn.place() + ": the event time is missing or null");
    }
}
