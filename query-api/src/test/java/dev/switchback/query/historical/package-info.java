@NullMarked
package dev.switchback.query.historical;

import org.jspecify.annotations.NullMarked;
