/** Tests of the command line. */
@NullMarked
package dev.switchback.standalone.app;

import org.jspecify.annotations.NullMarked;
