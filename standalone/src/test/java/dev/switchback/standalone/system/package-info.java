/** The main job, end to end, and its survival of kill -9. */
@NullMarked
package dev.switchback.standalone.system;

import org.jspecify.annotations.NullMarked;
