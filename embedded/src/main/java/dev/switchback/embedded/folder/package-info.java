/** The data folder of a set of engines: its lock, format, ports and secrets. */
@NullMarked
package dev.switchback.embedded.folder;

import org.jspecify.annotations.NullMarked;
