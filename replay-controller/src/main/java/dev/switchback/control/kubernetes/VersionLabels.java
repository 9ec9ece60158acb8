package dev.switchback.control.kubernetes;

import dev.switchback.views.VersionId;
import java.util.Map;
import java.util.Optional;

/** The labels by which a version's Deployment and its pods are known. Names are for people; these say whose it is. */
final class VersionLabels {
    static final String INSTANCE = "app.kubernetes.io/instance";
    static final String COMPONENT = "app.kubernetes.io/component";
    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String PROCESSOR = "processor";
    static final String MANAGER = "switchback-replay-controller";
    static final String PIPELINE = "switchback.dev/pipeline";
    static final String VERSION = "switchback.dev/version";

    /** A label may not end with an underscore, a pipeline's name may; no pipeline's name has a dot. */
    private static final String END = ".0";

    private VersionLabels() {}

    static Map<String, String> of(VersionId version) {
        String pipeline = version.pipeline();
        return Map.of(
                PIPELINE,
                pipeline.endsWith("_") ? pipeline + END : pipeline,
                VERSION,
                Integer.toString(version.number()));
    }

    /** The version that labels name; empty where they name none. */
    static Optional<VersionId> version(Map<String, String> labels) {
        String pipeline = labels.getOrDefault(PIPELINE, "");
        String number = labels.getOrDefault(VERSION, "");
        if (pipeline.isEmpty() || !number.matches("[1-9][0-9]{0,8}")) {
            return Optional.empty();
        }
        String name = pipeline.endsWith("_" + END) ? pipeline.substring(0, pipeline.length() - END.length()) : pipeline;
        return Optional.of(new VersionId(name, Integer.parseInt(number)));
    }
}
