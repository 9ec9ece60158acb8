package dev.switchback.query.http;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Primary;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import org.jspecify.annotations.Nullable;

/** Problem documents for errors that Micronaut finds before there is a route: addresses too long, requests that are no HTTP. */
@Bean
@Primary
final class ProblemErrors implements ErrorResponseProcessor<byte[]> {
    @Override
    public MutableHttpResponse<byte[]> processResponse(
            ErrorContext context, @Nullable MutableHttpResponse<?> response) {
        int status = response == null ? 500 : response.code();
        return ProblemDocument.of(
                switch (status) {
                    case 413, 414, 431 ->
                        new ProblemException(
                                ProblemCode.ADDRESS_TOO_LONG,
                                "the request's address or headers are too long; ask for fewer values at a time");
                    default ->
                        status < 500
                                ? new ProblemException(
                                        ProblemCode.MALFORMED_REQUEST, "the request cannot be read; check its address")
                                : new ProblemException(ProblemCode.INTERNAL, "the server failed");
                });
    }
}
