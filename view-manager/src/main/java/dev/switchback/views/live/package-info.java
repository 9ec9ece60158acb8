/** Keys and encodings of the live store (Redis). */
@NullMarked
package dev.switchback.views.live;

import org.jspecify.annotations.NullMarked;
