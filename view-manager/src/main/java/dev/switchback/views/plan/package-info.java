/** The plan: what a manifest's SQL means, as data. No Calcite type appears in it. */
@NullMarked
package dev.switchback.views.plan;

import org.jspecify.annotations.NullMarked;
