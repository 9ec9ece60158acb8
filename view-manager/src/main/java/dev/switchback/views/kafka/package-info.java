/** What the clients of Kafka have in common. For modules that have Kafka's clients on their class path. */
@NullMarked
package dev.switchback.views.kafka;

import org.jspecify.annotations.NullMarked;
