/** The real engines (Kafka, PostgreSQL, ClickHouse, Redis) as local processes, for one-machine use and for tests. */
@NullMarked
package dev.switchback.embedded;

import org.jspecify.annotations.NullMarked;
