/** A combined KRaft node in a JVM of its own. */
@NullMarked
package dev.switchback.embedded.kafka;

import org.jspecify.annotations.NullMarked;
