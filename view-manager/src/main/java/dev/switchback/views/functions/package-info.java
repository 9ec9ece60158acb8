/** User functions: jars, the class loader that holds one, and the methods that SQL may call. */
@NullMarked
package dev.switchback.views.functions;

import org.jspecify.annotations.NullMarked;
