package dev.switchback.load.queries;

import dev.switchback.load.report.Delays;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keeps every response time of a simulation, finer than Gatling's report, and hands their figures from its JVM to ours. Thread-safe. */
public final class Recorder {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, Queue<Answer>> answers = new ConcurrentHashMap<>();

    private record Answer(long nanos, boolean isGood) {}

    void record(String kind, long nanos, boolean isGood) {
        answers.computeIfAbsent(kind, _ -> new ConcurrentLinkedQueue<>()).add(new Answer(nanos, isGood));
    }

    /**
     * What one kind of query found, response times in milliseconds.
     *
     * @param failed with another status than 200, or without an answer
     */
    public record Figures(long queries, long failed, double median, double p99) {
        private static Figures of(List<Answer> answers) {
            Delays delays = new Delays(answers.stream().map(Answer::nanos).toList());
            long failed = answers.stream().filter(answer -> !answer.isGood()).count();
            return new Figures(answers.size(), failed, delays.millis(0.5), delays.millis(0.99));
        }

        /** How many of it were asked in a second of the measurement. */
        public double perSecond(Duration length) {
            return queries * (double) Duration.ofSeconds(1).toNanos() / length.toNanos();
        }
    }

    void write(Path file) {
        Map<String, Figures> figures = new LinkedHashMap<>();
        answers.forEach((kind, all) -> figures.put(kind, Figures.of(new ArrayList<>(all))));
        try {
            Files.write(file, JSON.writeValueAsBytes(figures));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Figures> read(Path file) {
        Map<String, Figures> figures = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, JsonNode> kind :
                    JSON.readTree(Files.readAllBytes(file)).properties()) {
                figures.put(kind.getKey(), JSON.treeToValue(kind.getValue(), Figures.class));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return figures;
    }
}
