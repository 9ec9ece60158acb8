/** Live and top-N queries: Redis. */
@NullMarked
package dev.switchback.query.live;

import org.jspecify.annotations.NullMarked;
