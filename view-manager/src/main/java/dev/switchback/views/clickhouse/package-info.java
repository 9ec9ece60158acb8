/** ClickHouse adapter of the history port. */
@NullMarked
package dev.switchback.views.clickhouse;

import org.jspecify.annotations.NullMarked;
