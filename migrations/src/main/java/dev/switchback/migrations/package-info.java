/** Brings the schemas of PostgreSQL and ClickHouse up to date. */
@NullMarked
package dev.switchback.migrations;

import org.jspecify.annotations.NullMarked;
