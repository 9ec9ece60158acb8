package dev.switchback.processor.app;

import dev.switchback.processor.guard.RunStatus;
import dev.switchback.processor.guard.StoppedException;
import dev.switchback.processor.guard.VersionFailedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what the death of a stream thread means: the version's end, the processor's, or a new thread. Thread-safe. */
final class Failures implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    /** So many deaths within {@link #WINDOW} are no bad luck any more. */
    private static final int MANY = 10;

    private static final Duration WINDOW = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** After a refusal: whoever has to give a right takes longer than this. */
    private static final Duration REFUSED_PAUSE = Duration.ofSeconds(3);

    private final RunStatus status;
    private final Function<Throwable, Optional<String>> refusals;
    private final Deque<Instant> deaths = new ArrayDeque<>();

    /** @param refusals says of a failure what Kafka has refused, if it has */
    Failures(RunStatus status, Function<Throwable, Optional<String>> refusals) {
        this.status = status;
        this.refusals = refusals;
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case StoppedException stopped -> {
                    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
                }
                case VersionFailedException failed -> {
                    return fail(String.valueOf(failed.getMessage()), failure);
                }
                case MissingSourceTopicException missing -> {
                    return fail("The source topic does not exist any more: " + missing.getMessage(), failure);
                }
                case Error error -> {
                    return fail("The processor stopped: " + error, failure);
                }
                default -> {}
            }
        }
        return refusals.apply(failure).map(this::waitForRight).orElseGet(() -> replaceOrGiveUp(failure));
    }

    /** Rights are given while we run; nothing has to be started again then. */
    private StreamThreadExceptionResponse waitForRight(String sentence) {
        status.refused(sentence);
        return status.awaitStop(REFUSED_PAUSE)
                ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT
                : StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private synchronized StreamThreadExceptionResponse replaceOrGiveUp(Throwable failure) {
        Instant now = Instant.now();
        deaths.addLast(now);
        deaths.removeIf(death -> death.isBefore(now.minus(WINDOW)));
        String sentence = "A stream thread stopped: " + rootMessage(failure);
        if (deaths.size() >= MANY) {
            return fail(
                    sentence + "; it happened " + deaths.size() + " times within " + WINDOW.toMinutes() + " minutes.",
                    failure);
        }
        LOG.warn("{}; it is replaced", sentence, failure);
        status.trouble(sentence + "; it was replaced.");
        return status.awaitStop(PAUSE)
                ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT
                : StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private StreamThreadExceptionResponse fail(String sentence, Throwable failure) {
        LOG.error("{}", sentence, failure);
        status.fail(sentence);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
