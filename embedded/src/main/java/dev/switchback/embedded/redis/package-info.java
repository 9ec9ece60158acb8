/** Redis: the one on the path, else the bundled one. */
@NullMarked
package dev.switchback.embedded.redis;

import org.jspecify.annotations.NullMarked;
