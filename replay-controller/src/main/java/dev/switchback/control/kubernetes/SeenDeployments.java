package dev.switchback.control.kubernetes;

import dev.switchback.views.VersionId;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an informer has seen. It lists and watches by itself, but asks for a watch from where the last one ended, over and over, also where the server answers that this is too
 * long ago (410), and may take a dead connection for a silent one. So one that has not watched for a while, or has not seen what a list tells, is replaced by another, which lists first.
 * Thread-safe; {@link #look} is for one thread.
 */
final class SeenDeployments implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SeenDeployments.class);
    /** The informer's first two tries to watch again fall into it. */
    private static final Duration LOST = Duration.ofSeconds(5);

    private final Cluster cluster;
    private final Map<String, String> labels;
    private final Duration period;
    private final Runnable changed;
    private volatile SharedIndexInformer<Deployment> informer;
    private long watchedAt = System.nanoTime();
    private long comparedAt = System.nanoTime();
    private boolean differed;

    /**
     * Makes one that has not begun.
     *
     * @param period after which it is compared with a list
     * @param changed called at each event
     */
    SeenDeployments(Cluster cluster, Map<String, String> labels, Duration period, Runnable changed) {
        this.cluster = cluster;
        this.labels = labels;
        this.period = period;
        this.changed = changed;
        this.informer = informer();
    }

    private SharedIndexInformer<Deployment> informer() {
        return cluster.informer(labels).addEventHandler(new DeploymentEvents(changed));
    }

    /** Returns at once, whether or not the API server answers. */
    void start() {
        var _ = informer.start();
    }

    /** Whether what is told is what there is, but for moments. */
    boolean watches() {
        return informer.hasSynced() && informer.isWatching();
    }

    /** Begins anew where the watch is lost. */
    void look() {
        long now = System.nanoTime();
        if (watches()) {
            watchedAt = now;
        }
        boolean compare = now - comparedAt > period.toNanos();
        if (now - watchedAt > LOST.toNanos() || (compare && isBehind())) {
            LOG.warn("The watch over Deployments is lost; they are listed anew");
            SharedIndexInformer<Deployment> lost = informer;
            informer = informer();
            lost.stop();
            start();
            watchedAt = now;
        }
    }

    /** Whether it was otherwise than a list at two looks in a row; at one, an event may be under way. */
    private boolean isBehind() {
        comparedAt = System.nanoTime();
        boolean before = differed;
        try {
            differed = !versions(cluster.list(labels))
                    .equals(versions(informer.getStore().list()));
        } catch (KubernetesClientException e) {
            LOG.debug("Deployments cannot be listed: {}", e.getMessage());
            differed = false;
        }
        boolean behind = before && differed;
        differed = differed && !behind;
        return behind;
    }

    private static Map<String, String> versions(List<Deployment> deployments) {
        return deployments.stream()
                .collect(Collectors.toMap(
                        deployment -> deployment.getMetadata().getName(),
                        deployment -> deployment.getMetadata().getResourceVersion()));
    }

    /** By version; of several that claim to be one's, one that is not going comes first. */
    Map<VersionId, Deployment> byVersion() {
        Map<VersionId, Deployment> seen = new HashMap<>();
        informer.getStore().list().stream()
                .sorted(Comparator.comparing(ProcessorDeployment::isBeingDeleted))
                .forEach(deployment -> VersionLabels.version(
                                deployment.getMetadata().getLabels())
                        .ifPresent(version -> seen.putIfAbsent(version, deployment)));
        return seen;
    }

    @Override
    public void close() {
        informer.stop();
    }
}
