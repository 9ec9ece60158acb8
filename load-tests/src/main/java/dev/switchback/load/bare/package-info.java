/** The least that an answer from Redis can cost: the same HTTP server, one read. */
@NullMarked
@Requires(property = "switchback.service", value = "bare-redis")
@Configuration
package dev.switchback.load.bare;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
