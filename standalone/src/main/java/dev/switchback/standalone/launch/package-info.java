/** How a version's processor is run on one machine: as threads of this JVM or as a child JVM. */
@NullMarked
package dev.switchback.standalone.launch;

import org.jspecify.annotations.NullMarked;
