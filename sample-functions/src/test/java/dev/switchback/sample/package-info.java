/** Tests of the sample functions. */
@NullMarked
package dev.switchback.sample;

import org.jspecify.annotations.NullMarked;
