package dev.switchback.load.app;

import dev.switchback.load.capacity.Capacity;
import dev.switchback.load.capacity.GrowingLog;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a capacity is worked out from. The defaults are those of docs/capacity.md. */
final class CapacityOptions {
    @Option(
            names = "--log",
            paramLabel = "N",
            defaultValue = "1e9",
            description = "Events in the log (default: ${DEFAULT-VALUE}).")
    private double log;

    @Option(
            names = "--events-per-second",
            paramLabel = "N",
            defaultValue = "20000",
            description = "That arrive meanwhile (default: ${DEFAULT-VALUE}).")
    private double eventsPerSecond;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "32",
            description = "Of the topic (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(
            names = "--busiest",
            paramLabel = "SHARE",
            description = "Share of all events in the busiest partition (default: equal shares).")
    private @Nullable Double busiest;

    @Option(
            names = "--swing",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "How far arrival swings around its mean within a day (default: ${DEFAULT-VALUE}).")
    private double swing;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "Of each instance (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--thread-events-per-second",
            paramLabel = "N",
            defaultValue = "140000",
            description =
                    "That a thread takes in a replay; three views, measured on two cores with all engines on them (default: ${DEFAULT-VALUE}).")
    private double perThread;

    @Option(
            names = "--throttle",
            paramLabel = "N",
            defaultValue = "Infinity",
            description = "Of the replay, events a second over all instances (default: none).")
    private double throttle;

    @Option(
            names = "--history-rows-per-second",
            paramLabel = "N",
            defaultValue = "Infinity",
            description = "That ClickHouse takes, from the live version too (default: no limit).")
    private double historyRows;

    @Option(
            names = "--rows-per-event",
            paramLabel = "N",
            defaultValue = "0.75",
            description = "That an event becomes in ClickHouse, over all views (default: ${DEFAULT-VALUE}).")
    private double rowsPerEvent;

    @Option(
            names = "--broker-events-per-second",
            paramLabel = "N",
            defaultValue = "Infinity",
            description = "That Kafka hands out, to the live version too (default: no limit).")
    private double broker;

    @Option(
            names = "--start",
            paramLabel = "SECONDS",
            defaultValue = "6",
            description = "From the request to the first event (default: ${DEFAULT-VALUE}).")
    private double start;

    /** @throws IllegalArgumentException with a sentence on what is wrong; so does {@link #capacity} */
    GrowingLog log() {
        return new GrowingLog(
                log, eventsPerSecond, partitions, busiest == null ? 1.0 / Math.max(1, partitions) : busiest, swing);
    }

    Capacity capacity(int instances) {
        if (threads < 1 || instances < 1) {
            throw new IllegalArgumentException("a replay has 1 instance or more, and an instance 1 thread or more");
        }
        return new Capacity(instances * threads, perThread, throttle, historyRows, rowsPerEvent, broker, start);
    }

    /** As the report shows them. */
    Map<String, Object> parameters() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("log", log);
        all.put("eventsPerSecond", eventsPerSecond);
        all.put("partitions", partitions);
        all.put("swing", swing);
        all.put("threads", threads);
        all.put("threadEventsPerSecond", perThread);
        all.put("throttle", Double.toString(throttle));
        all.put("historyRowsPerSecond", Double.toString(historyRows));
        all.put("rowsPerEvent", rowsPerEvent);
        all.put("brokerEventsPerSecond", Double.toString(broker));
        all.put("startSeconds", start);
        return all;
    }
}
