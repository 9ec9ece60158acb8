package dev.switchback.embedded;

/** The engines that Switchback stands on. */
public enum Engine {
    KAFKA,
    POSTGRES,
    CLICKHOUSE,
    REDIS
}
