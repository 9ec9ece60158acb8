/** The source log in Kafka. */
@NullMarked
package dev.switchback.control.kafka;

import org.jspecify.annotations.NullMarked;
