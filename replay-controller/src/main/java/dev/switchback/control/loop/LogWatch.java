package dev.switchback.control.loop;

import dev.switchback.control.source.SourceLog;
import dev.switchback.control.step.LagClock;
import dev.switchback.control.step.Plans;
import dev.switchback.views.Slot;
import dev.switchback.views.StoreDeniedException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.catalog.VersionCatalog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the ends of every topic in use twice a second, so that lag is known in events and in time, on every controller. Changes nothing.
 * Thread-safe; has a thread of its own.
 */
public final class LogWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogWatch.class);
    private static final Duration PERIOD = Duration.ofMillis(500);

    private final VersionCatalog catalog;
    private final Plans plans;
    private final SourceLog log;
    private final LagClock lagClock;
    private final Map<String, SourceLog.Extent> latest = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean answers = true;
    private volatile Optional<String> refusal = Optional.empty();

    public LogWatch(VersionCatalog catalog, Plans plans, SourceLog log, LagClock lagClock) {
        this.catalog = catalog;
        this.plans = plans;
        this.log = log;
        this.lagClock = lagClock;
        this.thread = Thread.ofPlatform().name("controller-log-watch").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** The topic as it was at most about a second ago; empty while the log does not answer, or has no such topic. */
    public Optional<SourceLog.Extent> latest(String topic) {
        if (!latest.containsKey(topic) && answers) {
            // In use since a moment ago only.
            try {
                look(topic);
            } catch (StoreUnavailableException e) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(latest.get(topic));
    }

    /** What the log refuses us; empty: nothing. */
    public Optional<String> refusal() {
        return refusal;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            do {
                look();
            } while (!closed.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            Set<String> topics = topics();
            latest.keySet().retainAll(topics);
            List<String> refused = topics.stream()
                    .flatMap(topic -> lookUnlessRefused(topic).stream())
                    .toList();
            tell(refused.stream().findFirst());
            answers = true;
        } catch (RuntimeException e) {
            answers = false;
            latest.clear();
            LOG.debug("The log cannot be looked at: {}", e.getMessage());
        }
    }

    /** A topic that we may not look at is no reason not to look at the others. */
    private Optional<String> lookUnlessRefused(String topic) {
        try {
            look(topic);
            return Optional.empty();
        } catch (StoreDeniedException e) {
            latest.remove(topic);
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Once for each refusal; an outage is told by those who need the log. */
    private void tell(Optional<String> refused) {
        if (refused.isPresent() && !refused.equals(refusal)) {
            LOG.warn("{} Trying again.", refused.get());
        }
        refusal = refused;
    }

    private void look(String topic) {
        Optional<SourceLog.Extent> extent = log.extent(topic);
        if (extent.isEmpty()) {
            latest.remove(topic);
            return;
        }
        // Stamped after the answer: the ends may be older than the stamp says, and the lag then shows a little too
        // small, never negative.
        lagClock.observe(topic, extent.get().ends(), System.nanoTime());
        latest.put(topic, extent.get());
    }

    private Set<String> topics() {
        Set<String> topics = new TreeSet<>();
        for (String pipeline : catalog.pipelines()) {
            for (RegisteredVersion version : catalog.versions(pipeline)) {
                if (version.slot() == Slot.SHADOW || version.slot() == Slot.ACTIVE || version.slot() == Slot.STANDBY) {
                    plans.understood(version).ifPresent(planned -> topics.add(planned.topic()));
                }
            }
        }
        return topics;
    }
}
