/** Port to the durable catalog of pipelines and their versions. */
@NullMarked
package dev.switchback.views.catalog;

import org.jspecify.annotations.NullMarked;
