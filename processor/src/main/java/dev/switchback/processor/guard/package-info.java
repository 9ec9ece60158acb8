/** What the sinks and the runtime stand on: retries of stores, the run's status, failures, named fault points. */
@NullMarked
package dev.switchback.processor.guard;

import org.jspecify.annotations.NullMarked;
