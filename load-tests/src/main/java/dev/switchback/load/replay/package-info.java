/** How fast a replay fills both stores, beside a bare consumer. */
@NullMarked
package dev.switchback.load.replay;

import org.jspecify.annotations.NullMarked;
