package dev.switchback.control.api;

import dev.switchback.control.command.ControlException;
import dev.switchback.control.command.ErrorCode;
import dev.switchback.control.command.Lookup;
import dev.switchback.control.preflight.Check;
import dev.switchback.control.preflight.Estimate;
import dev.switchback.control.preflight.Preflight;
import dev.switchback.control.preflight.Report;
import dev.switchback.control.step.Plans;
import dev.switchback.views.catalog.RegisteredVersion;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.SortedMap;

/** What a replay would meet and cost, without starting one. Thread-safe. */
@Controller("/v1/pipelines/{pipeline}/versions/{number}/preflight")
@ExecuteOn(TaskExecutors.BLOCKING)
final class PreflightController {
    private final Lookup lookup;
    private final Plans plans;
    private final Preflight preflight;

    PreflightController(Lookup lookup, Plans plans, Preflight preflight) {
        this.lookup = lookup;
        this.plans = plans;
        this.preflight = preflight;
    }

    @Get
    HttpResponse<String> check(String pipeline, String number) {
        RegisteredVersion version = lookup.version(Parameters.version(pipeline, number));
        Report report = preflight.of(version.id(), plans.of(version).topic(), false);
        return switch (report) {
            case Report.NoTopic missing ->
                throw new ControlException(
                        ErrorCode.NOT_FOUND,
                        "The topic " + missing.topic() + " does not exist; create it, or correct the manifest.");
            case Report.Checked checked ->
                Answers.ok(new PreflightAnswer(
                        pipeline,
                        version.id().number(),
                        checked.failed().isEmpty(),
                        checked.checks(),
                        checked.estimate(),
                        checked.fence().ends()));
        };
    }

    /** @param ok whether a replay would start */
    record PreflightAnswer(
            String pipeline,
            int version,
            boolean ok,
            List<Check> checks,
            Estimate estimate,
            SortedMap<Integer, Long> fence) {}
}
