package dev.switchback.processor.app;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.processor.endpoint.ProcessorEndpoint;
import dev.switchback.processor.guard.AskedStore;
import dev.switchback.processor.guard.RunStatus;
import dev.switchback.processor.guard.StoppedException;
import dev.switchback.processor.guard.StoreRetry;
import dev.switchback.processor.guard.VersionFailedException;
import dev.switchback.processor.runtime.RunControl;
import dev.switchback.views.StoreException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.postgres.PostgresRunBoard;
import dev.switchback.views.registry.HttpSchemaRegistry;
import dev.switchback.views.run.ProcessorState;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance of a version's processor (promises P1–P4). It runs until it is closed; what it does, also that it failed, it says on the
 * run board. Thread-safe.
 */
public final class VersionProcessor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VersionProcessor.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);
    private static final Duration CONNECTION_PATIENCE = Duration.ofSeconds(2);

    private final RunStatus status = new RunStatus();
    private final VersionId version;
    private final HikariDataSource postgres;
    private final Optional<HttpSchemaRegistry> registry;
    private final Reporter reporter;
    private final Thread boot;
    private final Thread reporting;
    private @Nullable RunningStreams streams;
    private boolean closed;

    private VersionProcessor(ProcessorSettings settings, ProcessorTuning tuning) {
        RunControl control = new RunControl();
        this.version = settings.version();
        String name = "processor " + settings.version() + " " + settings.instance();
        this.postgres = PostgresPool.open(settings.engines().postgres(), settings.threads() + 2);
        this.registry = settings.engines().registry().map(HttpSchemaRegistry::new);
        // Outages are waited out by StoreRetry, which also tells of them: the pool itself need not wait long.
        postgres.setConnectionTimeout(CONNECTION_PATIENCE.toMillis());
        this.reporter =
                new Reporter(settings.version(), settings.instance(), new PostgresRunBoard(postgres), control, status);
        this.reporting = Thread.ofPlatform().daemon().name(name + " reports").unstarted(reporter);
        this.boot = Thread.ofPlatform()
                .daemon()
                .name(name + " start")
                .unstarted(() -> start(new Boot(settings, tuning, postgres, registry, status, control)));
    }

    /**
     * Starts an instance; returns before it runs. Stores that do not answer are waited for, a version that cannot run is reported as
     * FAILED: neither is an error here.
     */
    public static VersionProcessor start(ProcessorSettings settings) {
        return start(settings, ProcessorTuning.DEFAULT);
    }

    /** Starts an instance with limits and fault points of the caller's. */
    public static VersionProcessor start(ProcessorSettings settings, ProcessorTuning tuning) {
        VersionProcessor processor = new VersionProcessor(settings, tuning);
        processor.reporting.start();
        processor.boot.start();
        return processor;
    }

    private void start(Boot boot) {
        try {
            RunningStreams ready = new StoreRetry(status).call(AskedStore.ANY, boot::prepare);
            synchronized (this) {
                if (closed) {
                    ready.close();
                    return;
                }
                streams = ready;
                ready.start();
            }
            status.started();
        } catch (StoppedException e) {
            LOG.debug("closed while starting");
        } catch (VersionFailedException e) {
            LOG.error("{}", e.getMessage());
            status.fail(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            // Errors too: whatever ends this thread, the controller must hear of it.
            LOG.error("the processor cannot start", e);
            status.fail("The processor cannot start: " + e);
        }
    }

    /** What the instance is doing. */
    public ProcessorState state() {
        return status.state();
    }

    /** A sentence for the operator; empty where all is well. */
    public String problem() {
        return status.problem();
    }

    /**
     * Opens the port for probes and scrapes, which is the caller's to close.
     *
     * @param port 0: any free one
     * @throws java.io.UncheckedIOException if it cannot be had
     */
    public ProcessorEndpoint listen(int port) {
        return ProcessorEndpoint.start(port, version, status, this::isResponsive);
    }

    /** Whether it still obeys orders, also where it waits for a store or has failed. */
    boolean isResponsive() {
        return reporter.silence().compareTo(LONGEST_SILENCE) < 0;
    }

    /** Whether what it waits for is a right, or another thing that only an operator can give. */
    boolean isRefused() {
        return status.isRefused();
    }

    /** Stops within seconds, whatever the stores do. What is not flushed is read again by the next owner. */
    @Override
    public void close() {
        RunningStreams running;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            running = streams;
        }
        status.stop();
        registry.ifPresent(HttpSchemaRegistry::close);
        join(boot);
        if (running != null) {
            running.close();
        }
        join(reporting);
        try {
            reporter.report();
        } catch (StoreUnavailableException | StoreException e) {
            LOG.debug("the last report was not taken: {}", e.getMessage());
        }
        postgres.close();
    }

    private static void join(Thread thread) {
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
