package dev.switchback.control.leftover;

import java.util.Optional;

/**
 * Something that belongs to no version that is kept.
 *
 * @param owner the version that its name or its columns tell; empty for a jar
 * @param name of the table, database, topic, consumer group or jar; of the PostgreSQL table for rows; the pattern of the keys
 * @param count how many keys or rows; 1 for the others
 */
public record Leftover(Kind kind, Optional<Owner> owner, String name, long count) {

    /** @param version 0: what the pipeline has for all of its versions */
    public record Owner(String pipeline, int version) {}

    /** What it is. */
    public enum Kind {
        CLICKHOUSE_TABLE,
        CLICKHOUSE_DATABASE,
        REDIS_KEYS,
        KAFKA_TOPIC,
        KAFKA_GROUP,
        POSTGRES_ROWS,
        KUBERNETES_DEPLOYMENT,
        JAR
    }
}
