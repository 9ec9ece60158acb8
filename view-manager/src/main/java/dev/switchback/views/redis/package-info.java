/** Redis adapter of the live port. */
@NullMarked
package dev.switchback.views.redis;

import org.jspecify.annotations.NullMarked;
