package dev.switchback.control.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;

/** Opens clients of the API server. */
public final class KubernetesClients {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private KubernetesClients() {}

    /** A client for the cluster in which this process runs, or for that of the kubeconfig file. Nothing is asked yet. */
    public static KubernetesClient open() {
        return open(Config.autoConfigure(null));
    }

    /** The same for a cluster of the caller's choice. The launcher tries again by itself, so the client does so only once. */
    public static KubernetesClient open(Config config) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config)
                        .withConnectionTimeout((int) CONNECT.toMillis())
                        .withRequestTimeout((int) ANSWER.toMillis())
                        .withRequestRetryBackoffLimit(1)
                        .withRequestRetryBackoffInterval(100)
                        .build())
                .build();
    }
}
