/** Values of aggregate states that are more than one SQL value, and their orders: shared by those who make, store and read them. */
@NullMarked
package dev.switchback.views.state;

import org.jspecify.annotations.NullMarked;
