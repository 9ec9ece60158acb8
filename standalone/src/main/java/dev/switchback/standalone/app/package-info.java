/** The command line, and everything composed on one machine: reads configuration, makes threads and wires. */
@NullMarked
package dev.switchback.standalone.app;

import org.jspecify.annotations.NullMarked;
