package dev.switchback.views.session;

import dev.switchback.views.VersionId;

/** Names in Kafka of what a version with views of sessions has of its own (ADR 082). */
public final class SessionNames {
    private SessionNames() {}

    /**
     * The topic between the two halves of the processor; also the application id of the second half, and so its consumer group, and the
     * beginning of the names of its changelog topics.
     */
    public static String topic(VersionId version) {
        return "switchback." + version.pipeline() + ".v" + version.number() + ".sessions";
    }

    /** The transactional id of the emitter of a partition of the source. */
    public static String emitter(VersionId version, int sourcePartition) {
        return topic(version) + ".from." + sourcePartition;
    }

    /** Whether a topic belongs to the version's sessions. */
    public static boolean isOf(VersionId version, String topic) {
        return topic.equals(topic(version)) || topic.startsWith(topic(version) + "-");
    }
}
