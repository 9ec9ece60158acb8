/** Tests of the decoder. */
@NullMarked
package dev.switchback.processor.decode;

import org.jspecify.annotations.NullMarked;
