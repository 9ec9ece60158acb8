package dev.switchback.processor.app;

import dev.switchback.processor.guard.RunStatus;
import dev.switchback.processor.guard.StoppedException;
import dev.switchback.processor.guard.VersionFailedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
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

    private final RunStatus status;
    private final Deque<Instant> deaths = new ArrayDeque<>();

    Failures(RunStatus status) {
        this.status = status;
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
        return replaceOrGiveUp(failure);
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
