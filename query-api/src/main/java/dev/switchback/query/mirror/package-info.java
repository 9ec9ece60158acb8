/** Mirrored reads: a share of the queries is asked again of shadows, behind the answers, and compared. */
@NullMarked
package dev.switchback.query.mirror;

import org.jspecify.annotations.NullMarked;
