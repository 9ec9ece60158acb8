/** The history sink: batches, their rows and the ledger's protocol (ClickHouse). */
@NullMarked
package dev.switchback.processor.history;

import org.jspecify.annotations.NullMarked;
