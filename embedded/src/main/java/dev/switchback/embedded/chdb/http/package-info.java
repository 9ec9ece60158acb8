/** ClickHouse's HTTP interface in front of the library. */
@NullMarked
package dev.switchback.embedded.chdb.http;

import org.jspecify.annotations.NullMarked;
