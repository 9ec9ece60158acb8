/** PostgreSQL from the zonky binaries, run in the foreground. */
@NullMarked
package dev.switchback.embedded.postgres;

import org.jspecify.annotations.NullMarked;
