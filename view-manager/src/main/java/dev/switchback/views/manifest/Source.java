package dev.switchback.views.manifest;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The topic and how its records are read.
 *
 * @param topic Kafka topic
 * @param lenient what JSON records may hold beyond JSON's grammar
 * @param subject in the schema registry, where it is not {@code <topic>-value}
 * @param eventTime name of the column that holds the event time; its type is TIMESTAMP(3)
 * @param outOfOrderness how far behind the newest event of its partition an event may come; zero or more
 * @param timePolicy late events and idle partitions
 * @param columns in the order written; names are unique
 */
public record Source(
        String topic,
        Format format,
        Set<Leniency> lenient,
        Optional<String> subject,
        String eventTime,
        Duration outOfOrderness,
        TimePolicy timePolicy,
        List<SourceColumn> columns) {
    public Source {
        lenient = Set.copyOf(lenient);
        columns = List.copyOf(columns);
    }

    /** With the default policy: late events are accepted. */
    public Source(String topic, Format format, String eventTime, Duration outOfOrderness, List<SourceColumn> columns) {
        this(topic, format, Set.of(), Optional.empty(), eventTime, outOfOrderness, TimePolicy.DEFAULT, columns);
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

    /** Under which the registry has the schemas of the topic's values. */
    public String subjectInRegistry() {
        return subject.orElse(topic + "-value");
    }

    /** Encodings of a record's value. */
    public enum Format {
        JSON,
        /** Avro's binary encoding behind the registry's five bytes. */
        AVRO,
        /** Protobuf behind the registry's five bytes and the message's indexes. */
        PROTOBUF;

        /** Whether records name schemas of a registry. */
        public boolean needsRegistry() {
            return this != JSON;
        }
    }

    /** What a lenient reader of JSON takes. */
    public enum Leniency {
        /** {@code //} and {@code /* *}{@code /} between values. */
        COMMENTS("comments"),
        /** A comma behind an object's or array's last value. */
        TRAILING_COMMAS("trailing_commas");

        private final String word;

        Leniency(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }
}
