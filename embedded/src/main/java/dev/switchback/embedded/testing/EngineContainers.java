package dev.switchback.embedded.testing;

import com.github.dockerjava.api.DockerClient;
import dev.switchback.embedded.Engine;
import dev.switchback.embedded.folder.Ports;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/**
 * The engines of this JVM's tests as containers ({@code -Dswitchback.engines=containers}): one of each, started when first asked for, removed
 * when the JVM ends. Each listens on a port of this machine that is chosen before it starts, since Kafka has to tell its clients. Thread-safe.
 */
final class EngineContainers {
    private static final EnumMap<Engine, GenericContainer<?>> RUNNING = new EnumMap<>(Engine.class);
    private static final Map<Engine, Integer> PORTS = new EnumMap<>(Engine.class);

    private EngineContainers() {}

    /** Whether tests shall use containers; nothing of Testcontainers is loaded otherwise. */
    static boolean wanted() {
        String engines = System.getProperty("switchback.engines", "embedded");
        return switch (engines) {
            case "embedded" -> false;
            case "containers" -> true;
            default ->
                throw new IllegalStateException(
                        "-Dswitchback.engines is 'embedded' or 'containers', not '" + engines + "'");
        };
    }

    /** {@code host:port} for Kafka, otherwise a URL; starts the engine if it does not run. */
    static synchronized String address(Engine engine) {
        start(engine);
        return ContainerRecipe.of(engine).address(port(engine));
    }

    /** It hangs: its connections stay, nothing is answered. */
    static synchronized void suspend(Engine engine) {
        docker().pauseContainerCmd(id(engine)).exec();
    }

    static synchronized void resume(Engine engine) {
        docker().unpauseContainerCmd(id(engine)).exec();
    }

    /** SIGKILL to all its processes. */
    static synchronized void kill(Engine engine) {
        docker().killContainerCmd(id(engine)).exec();
        docker().waitContainerCmd(id(engine)).start().awaitStatusCode();
    }

    /** Starts a dead one again, on its data and at its address. */
    static synchronized void revive(Engine engine) {
        docker().startContainerCmd(id(engine)).exec();
        ContainerRecipe.of(engine).awaitReady(port(engine));
    }

    /** Starts a dead one again with nothing in it. */
    static synchronized void reviveEmpty(Engine engine) {
        GenericContainer<?> dead = RUNNING.remove(engine);
        if (dead != null) {
            dead.stop();
        }
        start(engine);
    }

    /** Whether it has ended; one that hangs has not. */
    static synchronized boolean isLost(Engine engine) {
        return RUNNING.containsKey(engine)
                && Boolean.FALSE.equals(docker().inspectContainerCmd(id(engine))
                        .exec()
                        .getState()
                        .getRunning());
    }

    static synchronized String endOfLog(Engine engine) {
        List<String> lines = running(engine).getLogs().lines().toList();
        return "\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size())) + "\nstatus "
                + docker().inspectContainerCmd(id(engine)).exec().getState().getExitCodeLong();
    }

    private static void start(Engine engine) {
        if (RUNNING.containsKey(engine)) {
            return;
        }
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new IllegalStateException(
                    "-Dswitchback.engines=containers needs Docker, and none answers: start dockerd,"
                            + " let DOCKER_HOST name one, or leave the flag out");
        }
        GenericContainer<?> container = ContainerRecipe.of(engine).container(port(engine));
        container.start();
        if (RUNNING.isEmpty()) {
            Runtime.getRuntime().addShutdownHook(new Thread(EngineContainers::stopAll, "stop-test-containers"));
        }
        RUNNING.put(engine, container);
        ContainerRecipe.of(engine).awaitReady(port(engine));
        RunningSet.guard().watch(engine, new WatchedContainer(engine));
    }

    private static synchronized void stopAll() {
        RUNNING.values().forEach(GenericContainer::stop);
        RUNNING.clear();
    }

    private static int port(Engine engine) {
        // Kafka's controller has the next one.
        return PORTS.computeIfAbsent(engine, _ -> Ports.free(2));
    }

    private static String id(Engine engine) {
        return running(engine).getContainerId();
    }

    private static GenericContainer<?> running(Engine engine) {
        GenericContainer<?> container = RUNNING.get(engine);
        if (container == null) {
            throw new IllegalStateException(engine + " has not been started");
        }
        return container;
    }

    private static DockerClient docker() {
        return DockerClientFactory.instance().client();
    }
}
