package dev.switchback.views.manifest;

/** The part of a record that a column is read from. */
public sealed interface Origin {
    /** The record's value, in the source's format; where every column is read from that does not say {@code from:}. */
    record Value() implements Origin {}

    /** The record's key: UTF-8 text, a JSON object where the column has a path, or what Kafka's serializers of numbers write. */
    record Key() implements Origin {}

    /** The last header of this name, which is not empty; its content is read as a key's. */
    record Header(String name) implements Origin {}

    /** The number of the record's partition. */
    record Partition() implements Origin {}

    /** The record's offset in its partition. */
    record Offset() implements Origin {}

    /** The record's timestamp: the broker's or the producer's, as the topic is configured. */
    record Timestamp() implements Origin {}

    /** As a manifest writes it: {@code key}, {@code header:trace-id}. */
    default String word() {
        return switch (this) {
            case Value() -> "value";
            case Key() -> "key";
            case Header(String name) -> OriginReader.HEADER + name;
            case Partition() -> "partition";
            case Offset() -> "offset";
            case Timestamp() -> "timestamp";
        };
    }

    /** Whether it is bytes of the producer's, and no number that Kafka keeps itself. */
    default boolean isContent() {
        return switch (this) {
            case Value(), Key() -> true;
            case Header header -> true;
            case Partition(), Offset(), Timestamp() -> false;
        };
    }
}
