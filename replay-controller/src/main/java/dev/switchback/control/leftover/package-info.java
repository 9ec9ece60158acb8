/** What no version owns any more, in every store (ADR 120). */
@NullMarked
package dev.switchback.control.leftover;

import org.jspecify.annotations.NullMarked;
