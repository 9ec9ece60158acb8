/** Benchmarks. Nothing of Switchback depends on them; they reach it over HTTP and Kafka, and start it as the command line does. */
@NullMarked
package dev.switchback.load;

import org.jspecify.annotations.NullMarked;
