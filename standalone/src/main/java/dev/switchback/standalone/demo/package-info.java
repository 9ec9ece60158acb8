/** The demonstration on real Wikipedia edits, and the judge of its answers. */
@NullMarked
package dev.switchback.standalone.demo;

import org.jspecify.annotations.NullMarked;
