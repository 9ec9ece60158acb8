/** Names, tables and expressions of the history store (ClickHouse). */
@NullMarked
package dev.switchback.views.history;

import org.jspecify.annotations.NullMarked;
