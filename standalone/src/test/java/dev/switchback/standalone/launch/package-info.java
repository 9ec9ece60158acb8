@NullMarked
package dev.switchback.standalone.launch;

import org.jspecify.annotations.NullMarked;
