package dev.switchback.control.api;

import dev.switchback.control.command.ControlException;
import dev.switchback.control.command.ErrorCode;
import dev.switchback.views.StoreUnavailableException;
import io.micronaut.context.annotation.Context;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes problem documents of what the controllers throw. Thread-safe. */
@SuppressWarnings("rawtypes") // The interface that is implemented here takes the raw type.
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    /** What was refused on purpose. */
    @Context
    static final class Refused implements ExceptionHandler<ControlException, HttpResponse<?>> {
        @Override
        public HttpResponse<?> handle(HttpRequest request, ControlException exception) {
            return Answers.problem(exception.code(), String.valueOf(exception.getMessage()), exception.extra());
        }
    }

    /** A store that is away. */
    @Context
    static final class Unavailable implements ExceptionHandler<StoreUnavailableException, HttpResponse<?>> {
        @Override
        public HttpResponse<?> handle(HttpRequest request, StoreUnavailableException exception) {
            LOG.warn("{} {}: {}", request.getMethod(), request.getPath(), exception.getMessage());
            return Answers.problem(
                    ErrorCode.STORE_UNAVAILABLE, "A store does not answer at the moment; try again.", Map.of());
        }
    }

    /** Anything else: a defect, told to the log in full and to the caller in one sentence. */
    @Context
    static final class Unexpected implements ExceptionHandler<RuntimeException, HttpResponse<?>> {
        @Override
        public HttpResponse<?> handle(HttpRequest request, RuntimeException exception) {
            LOG.error("{} {} failed", request.getMethod(), request.getPath(), exception);
            return Answers.problem(
                    ErrorCode.INTERNAL, "The controller met an unexpected error; its log says which.", Map.of());
        }
    }
}
