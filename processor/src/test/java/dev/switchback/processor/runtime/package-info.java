/** Owners of partitions without Kafka, for tests. */
@NullMarked
package dev.switchback.processor.runtime;

import org.jspecify.annotations.NullMarked;
