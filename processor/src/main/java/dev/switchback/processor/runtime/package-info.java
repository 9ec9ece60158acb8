/** Kafka Streams around the sinks: assignment, order of offsets, commits, pauses. */
@NullMarked
package dev.switchback.processor.runtime;

import org.jspecify.annotations.NullMarked;
