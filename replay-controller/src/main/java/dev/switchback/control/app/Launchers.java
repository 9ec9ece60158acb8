package dev.switchback.control.app;

import dev.switchback.control.kubernetes.KubernetesClients;
import dev.switchback.control.kubernetes.KubernetesLauncher;
import dev.switchback.control.kubernetes.LeaderLabel;
import dev.switchback.control.launch.ExternalLauncher;
import dev.switchback.views.postgres.PostgresRunBoard;
import dev.switchback.views.postgres.PostgresVersionCatalog;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The launcher that the environment of a controller names, and its closing. */
final class Launchers implements AutoCloseable {
    static final String LAUNCHER = "SWITCHBACK_LAUNCHER";
    /** Name of the pod in which this controller runs; without it the pod is not labelled. */
    static final String POD = "SWITCHBACK_INSTANCE";

    static final String TEMPLATE = "SWITCHBACK_PROCESSOR_TEMPLATE";

    private final Map<String, String> environment;
    private final Deque<Runnable> open = new ArrayDeque<>();
    private final Launch launch;
    private @Nullable KubernetesClient client;

    /**
     * Makes the launcher.
     *
     * @throws IllegalArgumentException naming the variable that is wrong, or what is wrong with the template
     */
    Launchers(Map<String, String> environment, DataSource database) {
        this.environment = Map.copyOf(environment);
        String kind = environment.getOrDefault(LAUNCHER, "external");
        this.launch = switch (kind) {
            case "external" ->
                Launch.of(new ExternalLauncher(new PostgresVersionCatalog(database), new PostgresRunBoard(database)));
            case "kubernetes" -> kubernetes(environment);
            default ->
                throw new IllegalArgumentException(LAUNCHER
                        + " is neither 'external' nor 'kubernetes', which a controller by itself can use: " + kind);
        };
    }

    private Launch kubernetes(Map<String, String> environment) {
        String template = environment.getOrDefault(TEMPLATE, "");
        if (template.isBlank()) {
            throw new IllegalArgumentException(TEMPLATE + " is not set; " + LAUNCHER
                    + "=kubernetes needs a file with the PodTemplate of processors");
        }
        KubernetesClient client = KubernetesClients.open();
        this.client = client;
        open.push(client::close);
        String namespace = client.getNamespace();
        if (namespace == null) {
            close();
            throw new IllegalArgumentException(
                    LAUNCHER + "=kubernetes: neither a service account nor a kubeconfig file names a namespace");
        }
        try {
            KubernetesLauncher launcher = new KubernetesLauncher(client, namespace, Path.of(template)).start();
            open.push(launcher::close);
            return new Launch(launcher, List.of(launcher.leftovers()), Map.of("kubernetes", launcher::works));
        } catch (IllegalArgumentException e) {
            close();
            throw e;
        }
    }

    /** From now on tells a Service, where there is one, whether this controller leads. */
    void label(BooleanSupplier leading) {
        KubernetesClient opened = client;
        String pod = environment.getOrDefault(POD, "");
        if (opened != null && !pod.isBlank()) {
            open.push(LeaderLabel.start(opened, opened.getNamespace(), pod, leading)::close);
        }
    }

    Launch launch() {
        return launch;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            open.pop().run();
        }
    }
}
