package dev.switchback.query.http;

import dev.switchback.query.historical.HistoricalQueries;
import dev.switchback.query.live.LiveQueries;
import dev.switchback.query.live.TopQueries;
import dev.switchback.query.mirror.MirroredReads;
import dev.switchback.query.mirror.Reply;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.query.request.QueryParameters;
import dev.switchback.query.running.QueryFigures;
import dev.switchback.query.versions.PlannedVersion;
import dev.switchback.query.versions.Read;
import dev.switchback.query.versions.Target;
import dev.switchback.query.versions.Targets;
import dev.switchback.views.plan.ViewPlan;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The queries. */
@Controller("/v1")
@ExecuteOn(TaskExecutors.BLOCKING)
final class QueryController {
    static final String MIN_EPOCH = "Switchback-Min-Epoch";
    static final String VERSION = "Switchback-Version";
    static final String EPOCH = "Switchback-Epoch";

    private final Targets targets;
    private final HistoricalQueries historical;
    private final LiveQueries live;
    private final TopQueries top;
    private final QueryMetrics metrics;
    private final QueryFigures figures;
    private final MirroredReads mirrors;

    QueryController(
            Targets targets,
            HistoricalQueries historical,
            LiveQueries live,
            TopQueries top,
            QueryMetrics metrics,
            QueryFigures figures,
            MirroredReads mirrors) {
        this.targets = targets;
        this.historical = historical;
        this.live = live;
        this.top = top;
        this.metrics = metrics;
        this.figures = figures;
        this.mirrors = mirrors;
    }

    @Get("/{pipeline}/{view}")
    HttpResponse<byte[]> historical(HttpRequest<?> request, @PathVariable String pipeline, @PathVariable String view) {
        return answer(QueryKind.HISTORICAL, request, pipeline, view, (version, plan, parameters) -> {
            HistoricalQueries.Outcome outcome = historical.query(version, plan, parameters);
            return new Reply(outcome.watermark(), outcome.rows());
        });
    }

    @Get("/{pipeline}/{view}/live")
    HttpResponse<byte[]> live(HttpRequest<?> request, @PathVariable String pipeline, @PathVariable String view) {
        return answer(QueryKind.LIVE, request, pipeline, view, (version, plan, parameters) -> {
            LiveQueries.Outcome outcome = live.query(version, plan, parameters);
            return new Reply(outcome.watermark(), outcome.rows());
        });
    }

    @Get("/{pipeline}/{view}/top")
    HttpResponse<byte[]> top(HttpRequest<?> request, @PathVariable String pipeline, @PathVariable String view) {
        return answer(QueryKind.TOP, request, pipeline, view, (version, plan, parameters) -> {
            LiveQueries.Outcome outcome = top.query(version, plan, parameters);
            return new Reply(outcome.watermark(), outcome.rows());
        });
    }

    private HttpResponse<byte[]> answer(
            QueryKind kind, HttpRequest<?> request, String pipeline, String view, Query query) {
        long start = System.nanoTime();
        String outcome = "ok";
        try {
            Map<String, List<String>> given = given(request);
            QueryParameters parameters = new QueryParameters(given);
            OptionalInt pinned = parameters.number("version", 1, Integer.MAX_VALUE);
            try (Read read = targets.begin(pipeline, pinned, minEpoch(request))) {
                Target target = read.target();
                Answer answer = pinned.isPresent()
                        ? answered(read, view, query, parameters)
                        : mirrored(read, view, query, given);
                return HttpResponse.ok(Json.of(answer))
                        .contentType(MediaType.APPLICATION_JSON_TYPE)
                        .header(VERSION, Integer.toString(target.version().id().number()))
                        .header(EPOCH, Long.toString(target.epoch()));
            }
        } catch (RuntimeException e) {
            // Thrown, not answered: Micronaut would replace an answered 404 by the one for unknown routes.
            ProblemException problem = Failures.problem(e);
            outcome = problem.code().word();
            throw problem;
        } finally {
            metrics.answered(kind, outcome, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private static Answer answered(Read read, String view, Query query, QueryParameters parameters) {
        Target target = read.target();
        ViewPlan plan = target.version().view(view);
        Reply reply = query.run(target.version(), plan, parameters);
        read.confirm();
        return new Answer(target, plan.name(), reply.watermark(), reply.rows());
    }

    /** Answers from the active version; its mirrors are asked afterwards, behind the answer. */
    private Answer mirrored(Read read, String view, Query query, Map<String, List<String>> given) {
        long start = System.nanoTime();
        Answer answer = counted(read, view, query, new QueryParameters(given));
        mirrors.answered(
                read.target().version().id(),
                new Reply(answer.watermark(), answer.rows()),
                Duration.ofNanos(System.nanoTime() - start),
                version -> query.run(version, version.view(view), new QueryParameters(given)));
        return answer;
    }

    /** What queries of the active version tell of it; the time that a query waited at the barrier is not the version's. */
    private Answer counted(Read read, String view, Query query, QueryParameters parameters) {
        long start = System.nanoTime();
        boolean failed = false;
        try {
            return answered(read, view, query, parameters);
        } catch (RuntimeException e) {
            failed = Failures.problem(e).code().isHeldAgainstVersion();
            throw e;
        } finally {
            Target target = read.target();
            figures.ended(
                    target.version().id().pipeline(),
                    target.epoch(),
                    failed,
                    Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private static Map<String, List<String>> given(HttpRequest<?> request) {
        return new HashMap<>(request.getParameters().asMap());
    }

    private static OptionalLong minEpoch(HttpRequest<?> request) {
        Optional<String> text = request.getHeaders().findFirst(MIN_EPOCH);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            long epoch = Long.parseLong(text.get());
            if (epoch >= 0) {
                return OptionalLong.of(epoch);
            }
        } catch (NumberFormatException e) {
            // Told below, as for a negative number.
        }
        throw QueryParameters.invalid(MIN_EPOCH, "the header " + MIN_EPOCH + " is not a whole number of 0 or more");
    }

    /** One kind of query, on one version. */
    @FunctionalInterface
    private interface Query {
        Reply run(PlannedVersion version, ViewPlan plan, QueryParameters parameters);
    }
}
