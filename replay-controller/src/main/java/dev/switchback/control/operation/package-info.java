/** Durable orders beside the replays: rollback and retirement. */
@NullMarked
package dev.switchback.control.operation;

import org.jspecify.annotations.NullMarked;
