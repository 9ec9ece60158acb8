/** The Helm chart: rendered, read back strictly, and compared with what the services do. */
@NullMarked
package dev.switchback.helm;

import org.jspecify.annotations.NullMarked;
