/** What happens after a switch: how long the old version stays, and what makes the pointer go back by itself (promise P6, ADR 119). */
@NullMarked
package dev.switchback.control.standby;

import org.jspecify.annotations.NullMarked;
