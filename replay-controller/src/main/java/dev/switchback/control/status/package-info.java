/** What the admin API shows of a pipeline. */
@NullMarked
package dev.switchback.control.status;

import org.jspecify.annotations.NullMarked;
