/** Functions for views, as a user would write them: plain Java, nothing of Switchback. */
@NullMarked
package dev.switchback.sample;

import org.jspecify.annotations.NullMarked;
