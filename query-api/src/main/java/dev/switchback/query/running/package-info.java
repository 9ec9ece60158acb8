/** Which versions this server reads now, so that none is removed under a query (promise P9). */
@NullMarked
package dev.switchback.query.running;

import org.jspecify.annotations.NullMarked;
