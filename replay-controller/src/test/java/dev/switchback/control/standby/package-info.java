@NullMarked
package dev.switchback.control.standby;

import org.jspecify.annotations.NullMarked;
