package dev.switchback.views.manifest;

import java.time.Duration;
import java.util.List;

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

    /** Encodings of a record's value. */
    public enum Format {
        JSON
    }
}
