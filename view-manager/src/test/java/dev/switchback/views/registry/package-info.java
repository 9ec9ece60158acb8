@NullMarked
package dev.switchback.views.registry;

import org.jspecify.annotations.NullMarked;
