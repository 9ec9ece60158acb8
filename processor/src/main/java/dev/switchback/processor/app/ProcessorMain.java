package dev.switchback.processor.app;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.views.StoreDeniedException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.postgres.PostgresRole;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;

/**
 * One instance in a process of its own. Arguments: the pipeline, the version's number. Environment: the four engines
 * ({@link EngineAddresses}) and, if wanted, {@code SWITCHBACK_THREADS}, {@code SWITCHBACK_INSTANCE}, {@code SWITCHBACK_STATE}, {@code SWITCHBACK_PROCESSOR_PORT}. Ends cleanly when asked to
 * (SIGTERM), with 2 and one sentence where it is not configured right. A version that fails stays, and says so on the run
 * board, so that no launcher starts it over and over.
 */
public final class ProcessorMain {
    private static final int NOT_CONFIGURED = 2;
    private static final String PORT = "SWITCHBACK_PROCESSOR_PORT";
    /** Seconds after which a process that waits for a store ends, so that another instance can have its partitions. */
    private static final String HAND_OVER = "SWITCHBACK_HANDOVER_SECONDS";

    private ProcessorMain() {}

    public static void main(String[] arguments) {
        run(arguments, System.getenv());
    }

    /** The same with an environment of the caller's. */
    public static void run(String[] arguments, Map<String, String> environment) {
        ProcessorSettings settings;
        OptionalInt port;
        Duration handOver;
        try {
            settings = settings(arguments, environment);
            port = port(environment);
            handOver = Duration.ofSeconds(number(HAND_OVER, environment.getOrDefault(HAND_OVER, "60")));
            refuseReplica(settings);
        } catch (IllegalArgumentException | StoreDeniedException e) {
            System.err.println("switchback processor: " + e.getMessage());
            System.exit(NOT_CONFIGURED);
            return;
        }
        CountDownLatch stop = new CountDownLatch(1);
        VersionProcessor processor = VersionProcessor.start(settings);
        try {
            port.ifPresent(processor::listen);
        } catch (UncheckedIOException e) {
            processor.close();
            System.err.println("switchback processor: " + PORT + ": " + e.getMessage());
            System.exit(NOT_CONFIGURED);
            return;
        }
        new HandOver(processor, handOver).start();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            processor.close();
                            stop.countDown();
                        },
                        "stop"));
        try {
            stop.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A replica is a mistake to be told at once; a server that does not answer yet is waited for. */
    private static void refuseReplica(ProcessorSettings settings) {
        try (HikariDataSource database = PostgresPool.open(settings.engines().postgres(), 1)) {
            var _ = PostgresRole.requirePrimary(database);
        } catch (StoreDeniedException e) {
            throw e;
        } catch (StoreUnavailableException e) {
            System.err.println("switchback processor: " + e.getMessage());
        }
    }

    /**
     * Reads arguments and environment.
     *
     * @throws IllegalArgumentException with one sentence on what is wrong
     */
    static ProcessorSettings settings(String[] arguments, Map<String, String> environment) {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("give a pipeline and a version's number, for example: wikipedia 2");
        }
        VersionId version = new VersionId(arguments[0], number("the version", arguments[1]));
        // In containers every process has the number 1; there the host's name tells them apart.
        String instance = environment.getOrDefault(
                "SWITCHBACK_INSTANCE",
                environment.getOrDefault("HOSTNAME", "process") + "-"
                        + ProcessHandle.current().pid());
        int threads = number("SWITCHBACK_THREADS", environment.getOrDefault("SWITCHBACK_THREADS", "2"));
        Path state = stateFolder(environment).resolve("switchback-" + version.pipeline() + "-v" + version.number());
        return new ProcessorSettings(EngineAddresses.from(environment), version, instance, threads, state);
    }

    /** Where probes and scrapes are answered; empty: nowhere. */
    static OptionalInt port(Map<String, String> environment) {
        String text = environment.get(PORT);
        if (text == null) {
            return OptionalInt.empty();
        }
        int port = number(PORT, text);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(PORT + " is not a port between 1 and 65535: " + text);
        }
        return OptionalInt.of(port);
    }

    private static Path stateFolder(Map<String, String> environment) {
        return Path.of(environment.getOrDefault("SWITCHBACK_STATE", System.getProperty("java.io.tmpdir")));
    }

    private static int number(String what, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(what + " is not a number: " + text, e);
        }
    }
}
