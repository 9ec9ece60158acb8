/** Everything once, for the archives that later starts are made from. */
@NullMarked
package dev.switchback.standalone.rehearsal;

import org.jspecify.annotations.NullMarked;
