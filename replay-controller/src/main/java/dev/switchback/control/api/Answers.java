package dev.switchback.control.api;

import dev.switchback.control.command.ErrorCode;
import dev.switchback.control.json.Json;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Answers in JSON, and problem documents (RFC 9457): the one table from error codes to HTTP status. */
final class Answers {
    private static final MediaType PROBLEM = new MediaType("application/problem+json");

    private Answers() {}

    static HttpResponse<String> ok(Object value) {
        return json(HttpStatus.OK, value);
    }

    static MutableHttpResponse<String> json(HttpStatus status, Object value) {
        return HttpResponse.<String>status(status).body(Json.write(value)).contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    static MutableHttpResponse<String> problem(ErrorCode code, String detail, Map<String, ?> extra) {
        HttpStatus status = status(code);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "about:blank");
        document.put("title", status.getReason());
        document.put("status", status.getCode());
        document.put("code", code.name().toLowerCase(Locale.ROOT));
        document.put("detail", detail);
        document.putAll(extra);
        MutableHttpResponse<String> response =
                HttpResponse.<String>status(status).body(Json.write(document)).contentType(PROBLEM);
        return code.type() == ErrorCode.Type.EXTERNAL || code == ErrorCode.RATE_LIMITED
                ? response.header("Retry-After", "1")
                : response;
    }

    private static HttpStatus status(ErrorCode code) {
        return switch (code) {
            case INVALID_REQUEST -> HttpStatus.BAD_REQUEST;
            case INVALID_MANIFEST, INVALID_JAR, IDEMPOTENCY_KEY_REUSED -> HttpStatus.UNPROCESSABLE_ENTITY;
            case UNAUTHORIZED -> HttpStatus.UNAUTHORIZED;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case RATE_LIMITED -> HttpStatus.TOO_MANY_REQUESTS;
            case TOKEN_NOT_FOUND, NOT_FOUND, PIPELINE_NOT_FOUND, VERSION_NOT_FOUND, REPLAY_NOT_FOUND, VIEW_NOT_FOUND ->
                HttpStatus.NOT_FOUND;
            case METHOD_NOT_ALLOWED -> HttpStatus.METHOD_NOT_ALLOWED;
            case UNSUPPORTED_MEDIA_TYPE -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
            case BODY_TOO_LARGE -> HttpStatus.REQUEST_ENTITY_TOO_LARGE;
            case TOKEN_CONFLICT,
                    REPLAY_RUNNING,
                    VERSION_ALREADY_BUILT,
                    VERSION_RETIRED,
                    VERSION_ACTIVE,
                    VERSION_NOT_READY,
                    ILLEGAL_TRANSITION,
                    EPOCH_CONFLICT,
                    NO_STANDBY,
                    NOT_COMPARABLE,
                    CHECK_ONLY,
                    GATE_FAILED,
                    OPERATION_RUNNING -> HttpStatus.CONFLICT;
            case SWITCH_GIVEN_UP, CUT_NOT_REACHED, NOT_LEADING, STORE_UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
            case INTERNAL -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }
}
