package dev.switchback.control.kubernetes;

import dev.switchback.views.VersionId;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an informer has seen. It lists and watches by itself, but asks for a watch from where the last one ended, over and over, also where the server answers that this is too
 * long ago (410): one that has not watched for a while is replaced by another, which lists first. Thread-safe; {@link #look} is for one thread.
 */
final class SeenDeployments implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SeenDeployments.class);
    /** The informer's first two tries to watch again fall into it. */
    private static final Duration LOST = Duration.ofSeconds(5);

    private final Supplier<SharedIndexInformer<Deployment>> informers;
    private volatile SharedIndexInformer<Deployment> informer;
    private long watchedAt = System.nanoTime();

    /** @param informers makes one that has not begun */
    SeenDeployments(Supplier<SharedIndexInformer<Deployment>> informers) {
        this.informers = informers;
        this.informer = informers.get();
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
        if (watches()) {
            watchedAt = System.nanoTime();
        } else if (System.nanoTime() - watchedAt > LOST.toNanos()) {
            LOG.warn("Deployments have not been watched for {} s; they are listed anew", LOST.toSeconds());
            SharedIndexInformer<Deployment> lost = informer;
            informer = informers.get();
            lost.stop();
            start();
            watchedAt = System.nanoTime();
        }
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
