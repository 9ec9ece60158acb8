package dev.switchback.query.http;

import dev.switchback.query.problem.ProblemCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import java.net.URISyntaxException;
import java.util.Map;

/** Problem documents for what happens outside the queries: routes that do not exist, requests that cannot be read. */
@Controller
final class ErrorController {
    @Error(global = true, status = HttpStatus.NOT_FOUND)
    HttpResponse<byte[]> notFound(HttpRequest<?> request) {
        return ProblemDocument.of(
                ProblemCode.NOT_FOUND,
                "there is nothing at this address; queries are at /v1/{pipeline}/{view}, see /openapi.yaml",
                Map.of());
    }

    @Error(global = true, status = HttpStatus.METHOD_NOT_ALLOWED)
    HttpResponse<byte[]> methodNotAllowed(HttpRequest<?> request) {
        return ProblemDocument.of(ProblemCode.METHOD_NOT_ALLOWED, "this address answers GET and HEAD only", Map.of());
    }

    @Error(global = true, status = HttpStatus.NOT_ACCEPTABLE)
    HttpResponse<byte[]> notAcceptable(HttpRequest<?> request) {
        return ProblemDocument.of(
                ProblemCode.NOT_ACCEPTABLE, "answers are application/json; accept that, or anything", Map.of());
    }

    @Error(global = true, status = HttpStatus.BAD_REQUEST)
    HttpResponse<byte[]> badRequest(HttpRequest<?> request) {
        return ProblemDocument.of(
                ProblemCode.MALFORMED_REQUEST, "the request cannot be read; check its address", Map.of());
    }

    /** Micronaut finds broken escapes in an address before there is a route. */
    @Error(global = true, exception = URISyntaxException.class)
    HttpResponse<byte[]> malformedAddress(HttpRequest<?> request, URISyntaxException failure) {
        return badRequest(request);
    }

    @Error(global = true)
    HttpResponse<byte[]> failure(HttpRequest<?> request, Throwable failure) {
        return ProblemDocument.of(Failures.problem(failure));
    }
}
