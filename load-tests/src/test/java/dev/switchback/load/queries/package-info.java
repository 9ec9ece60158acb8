@NullMarked
package dev.switchback.load.queries;

import org.jspecify.annotations.NullMarked;
