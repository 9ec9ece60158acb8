/** The live sink: batches and the script that applies them (Redis). */
@NullMarked
package dev.switchback.processor.live;

import org.jspecify.annotations.NullMarked;
