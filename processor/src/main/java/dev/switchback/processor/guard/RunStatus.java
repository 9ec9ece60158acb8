package dev.switchback.processor.guard;

import dev.switchback.views.run.ProcessorState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one instance is doing, told by its threads and read by its reports. Thread-safe. */
public final class RunStatus {
    /** A store that takes longer counts as away, though it has not failed yet. */
    private static final Duration SLOW = Duration.ofSeconds(2);
    /** A refusal that was not told again for so long is over. */
    private static final Duration REFUSED = Duration.ofSeconds(15);

    private static final Logger LOG = LoggerFactory.getLogger(RunStatus.class);

    private final Map<Long, String> waiting = new ConcurrentHashMap<>();
    private final Map<Long, Question> questions = new ConcurrentHashMap<>();
    private final Map<Integer, String> rebuilds = new ConcurrentHashMap<>();
    private final Set<Integer> partitions = new ConcurrentSkipListSet<>();
    private final LongAdder events = new LongAdder();
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile boolean started;
    private volatile boolean paused;
    private volatile String trouble = "";
    private volatile @Nullable Refusal refusal;

    public void started() {
        started = true;
    }

    /** Whether it has begun to read, whatever keeps it from going on. */
    public boolean hasStarted() {
        return started;
    }

    public void paused(boolean value) {
        paused = value;
    }

    public boolean paused() {
        return paused;
    }

    /** A thread waits for a store. */
    public void waiting(String sentence) {
        waiting.put(Thread.currentThread().threadId(), sentence);
    }

    /** The store answered that the calling thread waited for. */
    public void answered() {
        waiting.remove(Thread.currentThread().threadId());
    }

    /** The calling thread asks a store; returns what it was asking before, if this is a part of that. */
    public @Nullable Question asks(AskedStore store) {
        return questions.put(Thread.currentThread().threadId(), new Question(store, System.nanoTime()));
    }

    /** The calling thread's question has its answer, or failed. */
    public void told(@Nullable Question before) {
        long thread = Thread.currentThread().threadId();
        if (before == null) {
            questions.remove(thread);
        } else {
            questions.put(thread, new Question(before.store(), System.nanoTime()));
        }
    }

    private Stream<String> unanswered() {
        long now = System.nanoTime();
        return questions.values().stream()
                .filter(question -> question.store() != AskedStore.ANY && now - question.since() > SLOW.toNanos())
                .map(question -> question.store().title() + " has not answered for "
                        + Duration.ofNanos(now - question.since()).toSeconds() + " s.");
    }

    /** Something went wrong from which the processor recovers by itself; empty: all is well again. */
    public void trouble(String sentence) {
        trouble = sentence;
    }

    /** A store refuses what some thread goes on to ask for; told again and again while it does. */
    public void refused(String sentence) {
        Refusal before = refusal;
        if (before == null || !before.sentence.equals(sentence)) {
            LOG.warn("{} Trying again.", sentence);
        }
        refusal = new Refusal(sentence, System.nanoTime());
    }

    /** Whether a store has refused something within the last seconds. */
    public boolean isRefused() {
        return refusals().findAny().isPresent();
    }

    private Stream<String> refusals() {
        Refusal newest = refusal;
        return newest != null && System.nanoTime() - newest.at < REFUSED.toNanos()
                ? Stream.of(newest.sentence)
                : Stream.empty();
    }

    /** A partition's live windows are being written again; empty: they are whole. */
    public void rebuilding(int partition, String sentence) {
        if (sentence.isEmpty()) {
            rebuilds.remove(partition);
        } else {
            rebuilds.put(partition, sentence);
        }
    }

    /** The version cannot go on; the first failure stays. */
    public void fail(String sentence) {
        failure.compareAndSet(null, sentence);
    }

    public Optional<String> failure() {
        return Optional.ofNullable(failure.get());
    }

    public void assigned(int partition) {
        partitions.add(partition);
    }

    public void revoked(int partition) {
        rebuilds.remove(partition);
        partitions.remove(partition);
    }

    public List<Integer> partitions() {
        return List.copyOf(partitions);
    }

    /** Records taken in. */
    public void processed(int records) {
        events.add(records);
    }

    public long processed() {
        return events.sum();
    }

    /** Asks every waiting thread to give up. */
    public void stop() {
        stop.countDown();
    }

    public boolean stopping() {
        return stop.getCount() == 0;
    }

    /** Waits; returns early, and true, when the processor is being stopped. Keeps an interrupt. */
    public boolean awaitStop(Duration time) {
        try {
            return stop.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    public ProcessorState state() {
        if (failure.get() != null) {
            return ProcessorState.FAILED;
        }
        if (stopping()) {
            return ProcessorState.STOPPED;
        }
        if (!waiting.isEmpty()
                || refusals().findAny().isPresent()
                || unanswered().findAny().isPresent()) {
            return ProcessorState.WAITING_FOR_STORE;
        }
        if (!started) {
            return ProcessorState.STARTING;
        }
        return paused ? ProcessorState.PAUSED : ProcessorState.RUNNING;
    }

    /** A sentence for the operator; empty where all is well. */
    public String problem() {
        String failed = failure.get();
        if (failed != null) {
            return failed;
        }
        return Stream.of(waiting.values().stream(), refusals(), unanswered(), rebuilds.values().stream())
                .flatMap(sentences -> sentences)
                .findFirst()
                .orElse(trouble);
    }

    private record Refusal(String sentence, long at) {}

    /** What a thread waits for, since when by the monotonic clock. */
    public record Question(AskedStore store, long since) {}
}
