/** Tests of mirrored reads without engines. */
@NullMarked
package dev.switchback.query.mirror;

import org.jspecify.annotations.NullMarked;
