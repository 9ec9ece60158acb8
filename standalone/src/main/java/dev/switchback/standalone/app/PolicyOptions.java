package dev.switchback.standalone.app;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is to be done after a switch, as the API takes it; the controller judges the values. */
final class PolicyOptions {
    @Option(
            names = "--standby",
            paramLabel = "DURATION",
            description = "How long the old version is kept fresh after the switch (default: PT24H).")
    private @Nullable String standby;

    @Option(
            names = "--watch",
            paramLabel = "DURATION",
            description = "How long the new version is watched; needs one of the limits (default: PT10M).")
    private @Nullable String period;

    @Option(
            names = "--max-error-rate",
            paramLabel = "SHARE",
            description = "Go back if more of its queries fail, such as 1%%.")
    private @Nullable String errorRate;

    @Option(
            names = "--max-latency",
            paramLabel = "DURATION",
            description = "Go back if more than 1 of 100 of its queries take longer, such as PT0.5S.")
    private @Nullable String latency;

    @Option(
            names = "--max-lag",
            paramLabel = "DURATION",
            description = "Go back if it is further behind the log, such as PT30S.")
    private @Nullable String lag;

    /** Empty where nothing was said. */
    Map<String, Object> body() {
        Map<String, Object> watch = new LinkedHashMap<>();
        put(watch, "period", period);
        put(watch, "max_error_rate", errorRate);
        put(watch, "max_latency", latency);
        put(watch, "max_lag", lag);
        Map<String, Object> body = new LinkedHashMap<>();
        put(body, "standby", standby);
        if (!watch.isEmpty()) {
            body.put("watch", watch);
        }
        return body;
    }

    private static void put(Map<String, Object> body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }
}
