/** Tests of user functions. */
@NullMarked
package dev.switchback.views.functions;

import org.jspecify.annotations.NullMarked;
