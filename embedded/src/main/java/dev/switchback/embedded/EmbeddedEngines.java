package dev.switchback.embedded;

import dev.switchback.embedded.chdb.ClickHouseEngine;
import dev.switchback.embedded.folder.Cache;
import dev.switchback.embedded.folder.DataFolder;
import dev.switchback.embedded.folder.FreeSpace;
import dev.switchback.embedded.folder.Ports;
import dev.switchback.embedded.kafka.KafkaEngine;
import dev.switchback.embedded.postgres.PostgresEngine;
import dev.switchback.embedded.process.RunningEngine;
import dev.switchback.embedded.redis.RedisEngine;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Engines that run as child processes of this JVM, and end with it however it ends. Thread-safe. */
public final class EmbeddedEngines implements AutoCloseable {
    private final DataFolder folder;
    private final Map<Engine, Supplier<RunningEngine>> starters;
    private final Map<Engine, RunningEngine> running;
    private boolean closed;

    private EmbeddedEngines(DataFolder folder, Map<Engine, Supplier<RunningEngine>> starters) {
        this.folder = folder;
        this.starters = starters;
        this.running = SideBySide.start(starters);
    }

    /**
     * Starts the engines side by side and waits until each answers.
     *
     * @throws EngineException with what is wrong and what to do; whatever was started is stopped again
     */
    public static EmbeddedEngines start(EmbeddedSettings settings) {
        return start(settings, FreeSpace.OF_DISK);
    }

    /**
     * Fills a folder with the programs of all engines for this machine's system, as the cache of a user would hold them.
     *
     * @throws EngineException if one cannot be had
     */
    public static void fetch(Path folder) {
        Cache cache = Cache.at(folder);
        PostgresEngine.fetch(cache);
        RedisEngine.fetch(cache);
        ClickHouseEngine.fetch(cache);
    }

    static EmbeddedEngines start(EmbeddedSettings settings, FreeSpace freeSpace) {
        DataFolder folder = DataFolder.open(settings.dataDirectory(), freeSpace);
        try {
            return new EmbeddedEngines(folder, starters(settings, folder));
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private static Map<Engine, Supplier<RunningEngine>> starters(EmbeddedSettings settings, DataFolder folder) {
        Ports ports = new Ports(folder);
        Cache cache = Cache.ofUser();
        Map<Engine, Supplier<RunningEngine>> starters = new EnumMap<>(Engine.class);
        for (Engine engine : settings.engines()) {
            starters.put(
                    engine,
                    switch (engine) {
                        case KAFKA -> () -> KafkaEngine.start(folder, ports, settings.kafkaPort());
                        case POSTGRES -> () -> PostgresEngine.start(folder, ports, cache);
                        case CLICKHOUSE -> () -> ClickHouseEngine.start(folder, ports, cache);
                        case REDIS -> () -> RedisEngine.start(folder, ports, cache);
                    });
        }
        return starters;
    }

    /**
     * Bootstrap servers, {@code host:port}.
     *
     * @throws IllegalStateException if Kafka was not asked for; likewise for the other engines
     */
    public String kafka() {
        return engine(Engine.KAFKA, KafkaEngine.class).address();
    }

    /** {@code postgresql://user:password@host:port/database}. */
    public URI postgres() {
        return engine(Engine.POSTGRES, PostgresEngine.class).address();
    }

    /** {@code http://user:password@host:port}. */
    public URI clickHouse() {
        return engine(Engine.CLICKHOUSE, ClickHouseEngine.class).address();
    }

    /** {@code redis://host:port}. */
    public URI redis() {
        return engine(Engine.REDIS, RedisEngine.class).address();
    }

    private synchronized <T> T engine(Engine engine, Class<T> type) {
        RunningEngine started = running.get(engine);
        if (started == null) {
            throw new IllegalStateException(engine + " was not asked for when these engines were started");
        }
        return type.cast(started);
    }

    /** Engines whose process has ended by itself or was killed. */
    public synchronized Set<Engine> lost() {
        Set<Engine> lost = EnumSet.noneOf(Engine.class);
        running.forEach((engine, started) -> {
            if (!started.isAlive()) {
                lost.add(engine);
            }
        });
        return lost;
    }

    /**
     * Starts each lost engine again, on its data and at its address.
     *
     * @return the engines that were started; none after {@link #close()}
     * @throws EngineException if one cannot start any more; it stays lost
     */
    public synchronized Set<Engine> revive() {
        Set<Engine> revived = EnumSet.noneOf(Engine.class);
        for (Engine engine : closed ? Set.<Engine>of() : lost()) {
            RunningEngine dead = running.get(engine);
            Supplier<RunningEngine> starter = starters.get(engine);
            if (dead != null && starter != null) {
                dead.close();
                running.put(engine, starter.get());
                revived.add(engine);
            }
        }
        return revived;
    }

    /** Stops all engines cleanly, within a bounded time. */
    @Override
    public synchronized void close() {
        closed = true;
        SideBySide.close(running.values());
        folder.close();
    }
}
