/** The library in this JVM: its functions, its connections, its configuration. */
@NullMarked
package dev.switchback.embedded.chdb.host;

import org.jspecify.annotations.NullMarked;
