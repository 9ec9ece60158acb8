/** Tokens: made, listed and revoked (ADR 121). */
@NullMarked
package dev.switchback.control.access;

import org.jspecify.annotations.NullMarked;
