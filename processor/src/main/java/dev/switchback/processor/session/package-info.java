/** Views of sessions: the topic between the halves of the processor, and the half that keeps sessions (ADR 082, 083). */
@NullMarked
package dev.switchback.processor.session;

import org.jspecify.annotations.NullMarked;
