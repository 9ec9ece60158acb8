package dev.switchback.control.kubernetes;

import dev.switchback.control.launch.ProcessorLauncher;
import dev.switchback.views.VersionId;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs every version's processor as a Deployment (ADR 175). The port's methods only note what is wanted, and tell what an informer has seen; a thread of its own
 * brings the one to the other, again and again, so that an API server that refuses, forgets or is away holds nothing up and nothing is lost.
 * Thread-safe.
 */
public final class KubernetesLauncher implements ProcessorLauncher, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesLauncher.class);
    private static final Duration COMPARISON = Duration.ofSeconds(15);
    private static final Duration PERIOD = Duration.ofMillis(500);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Orders orders = new Orders(System::nanoTime);
    private final Map<VersionId, Trouble> troubles = new HashMap<>();
    private final BlockingQueue<Boolean> bell = new ArrayBlockingQueue<>(1);
    private final SeenDeployments deployments;
    private final DeploymentKeeper keeper;
    private final KubernetesLeftovers leftovers;
    private final Thread thread;
    private volatile List<String> problems = List.of();
    private volatile boolean closed;

    /** A failure that is tried again when the pause is over. */
    private record Trouble(String message, Duration pause, long until) {}

    /**
     * Makes a launcher that has not begun.
     *
     * @param client stays the caller's to close
     * @param template file with a PodTemplate, see {@code docs/kubernetes.md}
     * @throws IllegalArgumentException saying what is wrong with the template
     */
    public KubernetesLauncher(KubernetesClient client, String namespace, Path template) {
        this(client, namespace, template, COMPARISON);
    }

    /** @param comparison how often what was seen is compared with a list */
    KubernetesLauncher(KubernetesClient client, String namespace, Path template, Duration comparison) {
        ProcessorTemplate read = ProcessorTemplate.read(template);
        ProcessorDeployment manifests = new ProcessorDeployment(read);
        Cluster cluster = new Cluster(client, namespace);
        this.leftovers = new KubernetesLeftovers(cluster, manifests);
        this.keeper = new DeploymentKeeper(cluster, manifests, read.owner());
        this.deployments = new SeenDeployments(cluster, manifests.selectingAll(), comparison, () -> bell.offer(true));
        this.thread = Thread.ofPlatform().name("kubernetes-launcher").daemon().unstarted(this::work);
    }

    /** Begins; returns at once, whether or not the API server answers. */
    public KubernetesLauncher start() {
        deployments.start();
        thread.start();
        return this;
    }

    @Override
    public void ensureRunning(VersionId version, int instances) {
        orders.run(version, instances);
        ring();
    }

    @Override
    public void ensureStopped(VersionId version) {
        orders.stop(version);
        ring();
    }

    @Override
    public Set<VersionId> running() {
        Set<VersionId> running = new HashSet<>(deployments.byVersion().keySet());
        orders.valid().forEach((version, order) -> {
            if (!order.gone()) {
                running.add(version);
            }
        });
        return Set.copyOf(running);
    }

    /** Whether the API server answers and does what it is asked; for health. */
    public boolean works() {
        return deployments.watches() && problems.isEmpty();
    }

    /** What keeps Deployments from being as they should; sentences for the operator. */
    public List<String> problems() {
        return problems;
    }

    /** Deployments of this installation's versions. */
    public KubernetesLeftovers leftovers() {
        return leftovers;
    }

    private void ring() {
        var _ = bell.offer(true);
    }

    private void work() {
        while (!closed) {
            try {
                turn();
                var _ = bell.poll(PERIOD.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.error("the launcher's turn failed; it goes on", e);
            }
        }
    }

    private void turn() {
        deployments.look();
        Map<VersionId, Orders.Order> valid = orders.valid();
        troubles.keySet().retainAll(valid.keySet());
        valid.forEach(this::act);
        problems = troubles.values().stream().map(Trouble::message).sorted().toList();
    }

    private void act(VersionId version, Orders.Order order) {
        Trouble trouble = troubles.get(version);
        if (closed || (trouble != null && System.nanoTime() - trouble.until() < 0)) {
            return;
        }
        Optional<Deployment> seen = Optional.ofNullable(deployments.byVersion().get(version));
        try {
            if (order.instances().isPresent()) {
                keeper.run(version, order.instances().getAsInt(), seen);
            } else if ((!order.gone() || seen.isPresent()) && keeper.stop(version, seen)) {
                orders.gone(version);
            }
            troubles.remove(version);
        } catch (RuntimeException e) {
            if (!closed) {
                troubles.put(version, failed(version, e, trouble));
            }
        }
    }

    private static Trouble failed(VersionId version, RuntimeException failure, @Nullable Trouble before) {
        String message = version + ": " + failure.getMessage();
        if (before == null || !before.message().equals(message)) {
            LOG.warn("The Deployment of {}; it is tried again", message);
        }
        Duration doubled = before == null ? FIRST_PAUSE : before.pause().multipliedBy(2);
        Duration pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        return new Trouble(message, pause, System.nanoTime() + pause.toNanos());
    }

    /** Ends the thread and the watch; the Deployments run on, and the next controller finds them. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        deployments.close();
        try {
            var _ = thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
