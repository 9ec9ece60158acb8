/** The port for probes and scrapes. */
@NullMarked
package dev.switchback.processor.endpoint;

import org.jspecify.annotations.NullMarked;
