package dev.switchback.views.manifest;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The topic and how its records are read.
 *
 * @param topic Kafka topic
 * @param eventTime name of the column that holds the event time; its type is TIMESTAMP(3)
 * @param outOfOrderness how far behind the newest event of its partition an event may come; zero or more
 * @param timePolicy late events and idle partitions
 * @param columns in the order written; names are unique
 */
public record Source(
        String topic,
        Format format,
        String eventTime,
        Duration outOfOrderness,
        TimePolicy timePolicy,
        List<SourceColumn> columns) {
    public Source {
        columns = List.copyOf(columns);
    }

    /** With the default policy: late events are accepted. */
    public Source(String topic, Format format, String eventTime, Duration outOfOrderness, List<SourceColumn> columns) {
        this(topic, format, eventTime, outOfOrderness, TimePolicy.DEFAULT, columns);
    }

    /**
     * How far behind the newest event of its partition before it an event may be and still count (ADR 085); empty where late events are
     * accepted.
     */
    public Optional<Duration> tolerated() {
        return switch (timePolicy.lateEvents()) {
            case ACCEPT -> Optional.empty();
            case DIVERT -> Optional.of(outOfOrderness.plus(timePolicy.allowedLateness()));
        };
    }

    /** Encodings of a record's value. */
    public enum Format {
        JSON
    }
}
