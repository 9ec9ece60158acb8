package dev.switchback.control.api;

import dev.switchback.control.command.ErrorCode;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Primary;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import java.util.Map;

/** Makes problem documents of what the framework refuses before a controller is reached. Thread-safe. */
@Context
@Primary
final class FrameworkProblems implements ErrorResponseProcessor<String> {
    @Override
    public MutableHttpResponse<String> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        ErrorCode code = switch (response.status()) {
            case NOT_FOUND -> ErrorCode.NOT_FOUND;
            case METHOD_NOT_ALLOWED -> ErrorCode.METHOD_NOT_ALLOWED;
            case UNSUPPORTED_MEDIA_TYPE -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
            case REQUEST_ENTITY_TOO_LARGE -> ErrorCode.BODY_TOO_LARGE;
            default -> response.status().getCode() < 500 ? ErrorCode.INVALID_REQUEST : ErrorCode.INTERNAL;
        };
        String detail = context.getErrors().stream()
                .map(error -> error.getMessage())
                .filter(message -> !message.isBlank())
                .findFirst()
                .orElse(response.reason());
        return Answers.problem(code, code == ErrorCode.INTERNAL ? "Unexpected error." : detail, Map.of());
    }
}
