/** The query API: answers from views over HTTP. Its beans exist only in a context made for it, since both services may share a class path. */
@Configuration
@Requires(property = "switchback.service", value = "query-api")
@NullMarked
package dev.switchback.query;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
