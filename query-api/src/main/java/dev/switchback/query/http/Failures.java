package dev.switchback.query.http;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.views.StoreUnavailableException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a caller is told of a failure; what is ours to mend goes to the log, with a number that both have. */
final class Failures {
    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static ProblemException problem(Throwable failure) {
        return switch (failure) {
            case ProblemException problem -> problem;
            case StoreUnavailableException unavailable -> {
                log.warn("a store did not answer", unavailable);
                yield new ProblemException(
                        ProblemCode.STORE_UNAVAILABLE,
                        "a store does not answer now; try again in a moment",
                        unavailable);
            }
            default -> {
                UUID number = UUID.randomUUID();
                log.error("request failed ({})", number, failure);
                yield new ProblemException(
                        ProblemCode.INTERNAL, "the server failed; its log has the reason under " + number, failure);
            }
        };
    }
}
