package dev.switchback.control.api;

import dev.switchback.control.command.ControlException;
import dev.switchback.control.command.ErrorCode;
import dev.switchback.control.journal.Journal;
import dev.switchback.views.catalog.VersionCatalog;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the reason of an order into the journal, ahead of what the order does there. Thread-safe. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(AccessFilter.ORDER + 1)
final class ReasonFilter {
    static final String REASON = "Switchback-Reason";
    private static final int LONGEST = 1_000;
    private static final Pattern PIPELINE = Pattern.compile("/v1/pipelines/([a-z][a-z0-9_]{0,39})(/.*)?");

    private final Journal journal;
    private final VersionCatalog catalog;

    ReasonFilter(Journal journal, VersionCatalog catalog) {
        this.journal = journal;
        this.catalog = catalog;
    }

    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    void note(HttpRequest<?> request) {
        Optional<String> reason = request.getHeaders().findFirst(REASON).filter(text -> !text.isBlank());
        if (reason.isEmpty() || request.getMethod() == HttpMethod.GET || request.getMethod() == HttpMethod.HEAD) {
            return;
        }
        if (reason.get().length() > LONGEST) {
            throw new ControlException(ErrorCode.INVALID_REQUEST, REASON + " has at most " + LONGEST + " characters.");
        }
        Matcher matcher = PIPELINE.matcher(request.getPath());
        Optional<String> pipeline = (matcher.matches() ? Optional.of(matcher.group(1)) : Optional.<String>empty())
                .filter(name -> catalog.pipelines().contains(name));
        String actor = request.getAttribute(Parameters.ACTOR, String.class)
                .orElseGet(() -> Parameters.actor(
                        request.getHeaders().findFirst("Switchback-Actor").orElse(null)));
        journal.write(
                pipeline,
                Optional.empty(),
                actor,
                "order_given",
                Map.of("order", request.getMethodName() + " " + request.getPath(), "reason", reason.get()));
    }
}
