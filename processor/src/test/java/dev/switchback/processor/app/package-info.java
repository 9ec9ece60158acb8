/** The processor on real engines. */
@NullMarked
package dev.switchback.processor.app;

import org.jspecify.annotations.NullMarked;
