/** Drives partitions without Kafka, for proofs that need thousands of batch boundaries and restarts. */
@NullMarked
package dev.switchback.processor.runtime;

import org.jspecify.annotations.NullMarked;
