/** ClickHouse, as far as the controller alone needs it. */
@NullMarked
package dev.switchback.control.clickhouse;

import org.jspecify.annotations.NullMarked;
