/** The rules that hold the modules apart. */
@NullMarked
package dev.switchback.standalone.architecture;

import org.jspecify.annotations.NullMarked;
