package dev.switchback.query.http;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Problem documents (RFC 9457); the one table of codes and statuses. */
final class ProblemDocument {
    private static final MediaType TYPE = MediaType.of("application/problem+json");

    private ProblemDocument() {}

    static MutableHttpResponse<byte[]> of(ProblemException problem) {
        return of(problem.code(), problem.getMessage() == null ? "" : problem.getMessage(), problem.members());
    }

    static MutableHttpResponse<byte[]> of(ProblemCode code, String detail, Map<String, Object> members) {
        HttpStatus status = status(code);
        byte[] body = Json.document(json -> {
            json.writeStringProperty("type", "urn:switchback:problem:" + code.word());
            json.writeStringProperty("title", title(code));
            json.writeNumberProperty("status", status.getCode());
            json.writeStringProperty("detail", detail);
            json.writeStringProperty("code", code.word());
            new TreeMap<>(members).forEach((name, value) -> {
                if (value instanceof List<?> list) {
                    json.writeArrayPropertyStart(name);
                    list.forEach(item -> json.writeString(item.toString()));
                    json.writeEndArray();
                } else {
                    json.writeStringProperty(name, value.toString());
                }
            });
        });
        MutableHttpResponse<byte[]> response =
                HttpResponse.<byte[]>status(status).contentType(TYPE).body(body);
        return code == ProblemCode.LIVE_REBUILDING || code == ProblemCode.RATE_LIMITED
                ? response.header("Retry-After", "1")
                : response;
    }

    private static String title(ProblemCode code) {
        String words = code.word().replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    static HttpStatus status(ProblemCode code) {
        return switch (code) {
            case UNKNOWN_PIPELINE, UNKNOWN_VIEW, UNKNOWN_VERSION, NOT_FOUND -> HttpStatus.NOT_FOUND;
            case UNKNOWN_DIMENSION,
                    UNKNOWN_MEASURE,
                    UNKNOWN_PARAMETER,
                    INVALID_PARAMETER,
                    UNSUPPORTED_PARAMETER,
                    OVERLAPPING_WINDOWS,
                    MALFORMED_REQUEST -> HttpStatus.BAD_REQUEST;
            case UNAUTHORIZED -> HttpStatus.UNAUTHORIZED;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case RATE_LIMITED -> HttpStatus.TOO_MANY_REQUESTS;
            case VIEW_NOT_LIVE, NO_ACTIVE_VERSION, EPOCH_NOT_REACHED -> HttpStatus.CONFLICT;
            case TOO_MANY_GROUPS, QUERY_TOO_EXPENSIVE, VALUE_OUT_OF_RANGE -> HttpStatus.UNPROCESSABLE_ENTITY;
            case OVERLOADED, POINTER_UNAVAILABLE, STORE_UNAVAILABLE, LIVE_REBUILDING -> HttpStatus.SERVICE_UNAVAILABLE;
            case ADDRESS_TOO_LONG -> HttpStatus.REQUEST_URI_TOO_LONG;
            case METHOD_NOT_ALLOWED -> HttpStatus.METHOD_NOT_ALLOWED;
            case NOT_ACCEPTABLE -> HttpStatus.NOT_ACCEPTABLE;
            case INTERNAL -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }
}
