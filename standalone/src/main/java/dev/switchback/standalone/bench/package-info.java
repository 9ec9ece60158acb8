/** Benchmarks: replay speed beside a bare consumer, and freshness of live answers. */
@NullMarked
package dev.switchback.standalone.bench;

import org.jspecify.annotations.NullMarked;
