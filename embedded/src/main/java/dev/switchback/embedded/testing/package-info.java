/** Engines for tests: started once per JVM, or shared with a running set. */
@NullMarked
package dev.switchback.embedded.testing;

import org.jspecify.annotations.NullMarked;
