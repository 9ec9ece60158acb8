/** Addresses of the engines. */
@NullMarked
package dev.switchback.views.engines;

import org.jspecify.annotations.NullMarked;
