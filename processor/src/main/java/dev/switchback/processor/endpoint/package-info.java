/** The port on which an instance answers probes and scrapes (ADR 176). */
@NullMarked
package dev.switchback.processor.endpoint;

import org.jspecify.annotations.NullMarked;
