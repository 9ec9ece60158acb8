package dev.switchback.helm;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Prometheus operator's kinds, as far as the chart uses them; a field that is not here is refused. From the operator's API reference, monitoring.coreos.com/v1. */
sealed interface PrometheusOperator {
    record Metadata(String name, Map<String, String> labels) {}

    record Selector(Map<String, String> matchLabels) {}

    record SecretKey(String name, String key) {}

    record Authorization(SecretKey credentials) {}

    record Endpoint(
            String port,
            String path,
            String interval,
            String scheme,
            Map<String, Object> tlsConfig,
            @Nullable Authorization authorization) {}

    record MonitorSpec(Selector selector, List<Endpoint> endpoints) {}

    record ServiceMonitor(String apiVersion, String kind, Metadata metadata, MonitorSpec spec)
            implements PrometheusOperator {}

    /** @param holds how long, such as 5m; the field's name is a keyword of Java's */
    record Rule(
            String alert,
            String expr,
            @JsonProperty("for") String holds,
            Map<String, String> labels,
            Map<String, String> annotations) {}

    record Group(String name, List<Rule> rules) {}

    record RuleSpec(List<Group> groups) {}

    record PrometheusRule(String apiVersion, String kind, Metadata metadata, RuleSpec spec)
            implements PrometheusOperator {}
}
