package dev.switchback.control.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a label on this controller's pod that says whether it leads, so that a Service sends orders to the one that does. It only guides: a controller that is asked
 * without leading refuses all the same. Thread-safe.
 */
public final class LeaderLabel implements AutoCloseable {
    /** {@code "true"} on the pod of the controller that leads. */
    public static final String LEADING = "switchback.dev/leading";

    private static final Logger LOG = LoggerFactory.getLogger(LeaderLabel.class);
    private static final Duration PERIOD = Duration.ofMillis(500);
    /** Somebody may have taken it away. */
    private static final Duration REPEAT = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final String namespace;
    private final String pod;
    private final BooleanSupplier leading;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("leader-label").daemon().factory());
    private Optional<Boolean> written = Optional.empty();
    private long writtenAt;

    private LeaderLabel(KubernetesClient client, String namespace, String pod, BooleanSupplier leading) {
        this.client = client;
        this.namespace = namespace;
        this.pod = pod;
        this.leading = leading;
    }

    /**
     * Begins.
     *
     * @param client stays the caller's to close
     * @param pod name of this process' own
     */
    public static LeaderLabel start(KubernetesClient client, String namespace, String pod, BooleanSupplier leading) {
        LeaderLabel label = new LeaderLabel(client, namespace, pod, leading);
        var _ = label.thread.scheduleWithFixedDelay(label::look, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return label;
    }

    private void look() {
        boolean now = leading.getAsBoolean();
        boolean old = System.nanoTime() - writtenAt > REPEAT.toNanos();
        if (written.equals(Optional.of(now)) && !old) {
            return;
        }
        try {
            write(now);
            written = Optional.of(now);
            writtenAt = System.nanoTime();
        } catch (KubernetesClientException e) {
            LOG.warn("The label {} of the pod {} cannot be written: {}", LEADING, pod, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("writing the label failed", e);
        }
    }

    private void write(boolean leads) {
        var _ = client.pods()
                .inNamespace(namespace)
                .withName(pod)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"labels\":{\"" + LEADING + "\":\"" + leads + "\"}}}");
    }

    /** Ends, and takes the lead away from the label, if the API server answers. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            write(false);
        } catch (KubernetesClientException e) {
            LOG.debug("the label stays: {}", e.getMessage());
        }
    }
}
