/** ClickHouse: chDB in a JVM of its own, behind ClickHouse's HTTP interface. */
@NullMarked
package dev.switchback.embedded.chdb;

import org.jspecify.annotations.NullMarked;
