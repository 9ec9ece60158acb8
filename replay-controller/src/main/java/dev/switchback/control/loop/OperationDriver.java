package dev.switchback.control.loop;

import dev.switchback.control.operation.Operation;
import dev.switchback.control.operation.OperationStore;
import dev.switchback.control.step.Boundaries;
import dev.switchback.control.step.OperationStep;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one step of an operation and persists what it decides. One call per version at a time. */
public final class OperationDriver {
    private static final Logger LOG = LoggerFactory.getLogger(OperationDriver.class);

    private final OperationStore store;
    private final OperationStep step;
    private final Boundaries boundaries;
    private final Backoff backoff = new Backoff();

    public OperationDriver(OperationStore store, OperationStep step, Boundaries boundaries) {
        this.store = store;
        this.step = step;
        this.boundaries = boundaries;
    }

    /** @return whether it went to another state */
    boolean advance(Operation operation) {
        if (backoff.pausing(operation.id())) {
            return false;
        }
        try {
            Optional<OperationStep.Decision> decision = step.run(operation);
            backoff.worked(operation.id());
            return decision.isPresent() && write(operation, decision.get());
        } catch (RuntimeException e) {
            backoff.failed(operation.id());
            LOG.warn("{} of {} waits: {}", operation.kind(), operation.version(), e.getMessage());
            return false;
        }
    }

    private boolean write(Operation before, OperationStep.Decision decision) {
        String edge =
                (before.kind() + " " + before.state() + ">" + decision.after().state()).toLowerCase(Locale.ROOT);
        boundaries.pass("before " + edge);
        boolean written = store.write(before, decision.after(), decision.detail());
        boundaries.pass("after " + edge);
        LOG.info("{}: {}", before.version(), edge);
        return written;
    }
}
