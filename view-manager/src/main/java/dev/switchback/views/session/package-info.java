/** What the modules agree on about views of sessions: names in Kafka and how far their tables are. */
@NullMarked
package dev.switchback.views.session;

import org.jspecify.annotations.NullMarked;
