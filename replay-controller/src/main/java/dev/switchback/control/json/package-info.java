/** JSON as it is stored and spoken. */
@NullMarked
package dev.switchback.control.json;

import org.jspecify.annotations.NullMarked;
