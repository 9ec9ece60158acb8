/** The admin API over HTTP (DESIGN.md section 6). Its beans exist only in a context that says it is the replay controller's. */
@Configuration
@Requires(property = "switchback.service", value = "replay-controller")
@NullMarked
package dev.switchback.control.api;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
