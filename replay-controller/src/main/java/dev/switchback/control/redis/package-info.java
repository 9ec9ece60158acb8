/** Redis, as far as the controller alone needs it. */
@NullMarked
package dev.switchback.control.redis;

import org.jspecify.annotations.NullMarked;
