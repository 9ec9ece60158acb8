package dev.switchback.standalone.app;

import dev.switchback.embedded.EmbeddedEngines;
import dev.switchback.embedded.Engine;
import dev.switchback.standalone.UserException;
import dev.switchback.standalone.app.Configuration.LauncherKind;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.engines.KafkaAddress;
import dev.switchback.views.engines.SchemaRegistryAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * What a {@link Stack} is made of.
 *
 * @param data folder of all data and logs
 * @param external addresses of engines that are not to be started
 * @param registry of the schemas of records; nothing stands in for it
 * @param kafkaPort of the embedded broker; empty: any
 * @param adminPort of the controller; 0: any
 * @param firstQueryPort of the query servers, counted up; 0: any
 * @param queryServers how many, 1 or more
 * @param processorThreads per instance, with {@link LauncherKind#THREADS}
 * @param kafkaProperties file of settings for clients of an external Kafka
 * @param instances of each version's processor unless something else is asked for, 1 or more
 * @param spare whether a JVM is held ready for the version to come, with {@link LauncherKind#PROCESSES}
 */
public record StackSettings(
        Path data,
        Map<Engine, String> external,
        Optional<SchemaRegistryAddress> registry,
        OptionalInt kafkaPort,
        int adminPort,
        int firstQueryPort,
        int queryServers,
        LauncherKind launcher,
        int processorThreads,
        Optional<Path> kafkaProperties,
        int instances,
        boolean spare) {
    public StackSettings {
        external = Map.copyOf(external);
        if (queryServers < 1) {
            throw new UserException("There must be at least one query server, not " + queryServers + ".");
        }
    }

    /** Without a schema registry, with one instance of each version's processor and a spare one. */
    public StackSettings(
            Path data,
            Map<Engine, String> external,
            OptionalInt kafkaPort,
            int adminPort,
            int firstQueryPort,
            int queryServers,
            LauncherKind launcher,
            int processorThreads) {
        this(
                data,
                external,
                Optional.empty(),
                kafkaPort,
                adminPort,
                firstQueryPort,
                queryServers,
                launcher,
                processorThreads,
                Optional.empty(),
                1,
                true);
    }

    /** Loopback: one machine serves itself. */
    String host() {
        return "localhost";
    }

    int queryPort(int index) {
        return firstQueryPort == 0 ? 0 : firstQueryPort + index;
    }

    Set<Engine> embedded() {
        Set<Engine> embedded = EnumSet.allOf(Engine.class);
        embedded.removeAll(external.keySet());
        return embedded;
    }

    /**
     * Where each engine answers.
     *
     * @param started the embedded engines; empty where every engine is external
     */
    EngineAddresses addresses(Optional<EmbeddedEngines> started) {
        return new EngineAddresses(
                kafka(address(Engine.KAFKA, started, EmbeddedEngines::kafka)),
                uri(Engine.POSTGRES, started, EmbeddedEngines::postgres),
                uri(Engine.CLICKHOUSE, started, EmbeddedEngines::clickHouse),
                uri(Engine.REDIS, started, EmbeddedEngines::redis),
                registry);
    }

    private KafkaAddress kafka(String bootstrap) {
        return kafkaProperties
                .map(file -> KafkaAddress.at(bootstrap, file))
                .orElseGet(() -> KafkaAddress.plain(bootstrap));
    }

    private URI uri(Engine engine, Optional<EmbeddedEngines> started, Function<EmbeddedEngines, URI> embedded) {
        String address = address(engine, started, embedded.andThen(URI::toString));
        try {
            return new URI(address);
        } catch (URISyntaxException e) {
            throw new UserException(Configuration.variable(engine) + " is not a URL: " + e.getReason() + ".", e);
        }
    }

    private String address(
            Engine engine, Optional<EmbeddedEngines> started, Function<EmbeddedEngines, String> embedded) {
        String address = external.get(engine);
        return address != null ? address : started.map(embedded).orElseThrow();
    }
}
