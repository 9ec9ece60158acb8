/** The command line of the benchmarks, and what it wires. */
@NullMarked
package dev.switchback.load.app;

import org.jspecify.annotations.NullMarked;
