/** What a benchmark leaves behind: JSON and a plot in a folder. */
@NullMarked
package dev.switchback.load.report;

import org.jspecify.annotations.NullMarked;
