package dev.switchback.standalone.demo;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/**
 * Counts what may never happen while versions are switched. Thread-safe.
 *
 * <p>An epoch inversion is promise P5 broken in real time, over all clients: an answer from an epoch lower than one that some client had
 * already received before this request was sent.
 */
public final class AnswerJudge {
    private static final int EXAMPLES = 5;

    private final Map<Integer, PlainEvaluation> versions;
    private final int firstWithEditors;
    private final AtomicLong highestEpoch = new AtomicLong();
    private final AtomicLong total = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong inversions = new AtomicLong();
    private final AtomicLong mixed = new AtomicLong();
    private final Queue<String> examples = new ConcurrentLinkedQueue<>();

    /**
     * @param versions what each version must answer
     * @param firstWithEditors the first version whose rows have the measure {@code editors}
     */
    public AnswerJudge(Map<Integer, PlainEvaluation> versions, int firstWithEditors) {
        this.versions = Map.copyOf(versions);
        this.firstWithEditors = firstWithEditors;
    }

    /** The figures so far. */
    public record Counts(long total, long failed, long epochInversions, long mixedVersions) {
        public boolean isClean() {
            return failed == 0 && epochInversions == 0 && mixedVersions == 0;
        }
    }

    /** To be called before a request is sent: the epoch below which its answer may not be. */
    public long floor() {
        return highestEpoch.get();
    }

    /** Judges a complete answer. */
    public void answered(Question question, long floor, JsonNode answer) {
        total.incrementAndGet();
        long epoch = answer.path("epoch").asLong(-1);
        int version = answer.path("version").asInt(-1);
        if (epoch < floor) {
            inversions.incrementAndGet();
            example("epoch " + epoch + " after " + floor + ": " + question.path());
        }
        highestEpoch.accumulateAndGet(epoch, Math::max);
        PlainEvaluation expected = versions.get(version);
        if (expected == null || !question.fits(answer.path("rows"), expected, version >= firstWithEditors)) {
            mixed.incrementAndGet();
            example("rows that version " + version + " cannot have: " + question.path() + " -> " + shortened(answer));
        }
    }

    /** Counts a request that got no good answer. */
    public void failed(Question question, String why) {
        total.incrementAndGet();
        failed.incrementAndGet();
        example(why + ": " + question.path());
    }

    private void example(String what) {
        if (examples.size() < EXAMPLES) {
            examples.add(what);
        }
    }

    private static String shortened(JsonNode answer) {
        String text = answer.toString();
        return text.length() <= 400 ? text : text.substring(0, 400) + "…";
    }

    public Counts counts() {
        return new Counts(total.get(), failed.get(), inversions.get(), mixed.get());
    }

    /** A few of the bad answers, in words. */
    public List<String> examples() {
        return List.copyOf(examples);
    }
}
