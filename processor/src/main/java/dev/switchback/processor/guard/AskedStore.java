package dev.switchback.processor.guard;

/** Whom a step asks, as operators are told. */
public enum AskedStore {
    POSTGRESQL("PostgreSQL"),
    CLICKHOUSE("ClickHouse"),
    REDIS("Redis"),
    KAFKA("Kafka"),
    SCHEMA_REGISTRY("The schema registry"),
    /** At the start, PostgreSQL or Kafka; takes its time. */
    ANY("A store");

    private final String title;

    AskedStore(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
