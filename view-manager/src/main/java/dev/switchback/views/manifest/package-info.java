/** The manifest: what a user writes to define a pipeline version. */
@NullMarked
package dev.switchback.views.manifest;

import org.jspecify.annotations.NullMarked;
