package dev.switchback.control.testing;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.views.VersionId;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.pointer.Pointer;
import dev.switchback.views.postgres.PostgresPointerLeases;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.postgres.PostgresReaderBoard;
import dev.switchback.views.reader.Drain;
import dev.switchback.views.reader.EpochFigures;
import dev.switchback.views.reader.RunningReads;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A query server as far as the controller sees it: it has a lease, answers the switch barrier, and reads what the test says. */
public final class LeasedReader implements AutoCloseable {
    private final UUID server = UUID.randomUUID();
    private final HikariDataSource database;
    private final PostgresPointerLeases leases;
    private final PostgresReaderBoard board;
    private final Set<VersionId> reading = ConcurrentHashMap.newKeySet();
    private volatile List<EpochFigures> figures = List.of();
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();

    public LeasedReader(EngineAddresses engines) {
        database = PostgresPool.open(engines.postgres(), 1);
        leases = new PostgresPointerLeases(database);
        board = new PostgresReaderBoard(database);
        turn();
        var _ = loop.scheduleWithFixedDelay(this::turn, 20, 20, TimeUnit.MILLISECONDS);
    }

    /** A query begins. */
    public void begin(VersionId version) {
        reading.add(version);
    }

    /** It ends. */
    public void end(VersionId version) {
        reading.remove(version);
    }

    /** How it answered lately. */
    public void answers(EpochFigures now) {
        figures = List.of(now);
    }

    public String server() {
        return server.toString();
    }

    private void turn() {
        for (Pointer row : leases.renew(server, Duration.ofMinutes(1))) {
            row.preparation().ifPresent(preparation -> leases.acknowledge(server, row.pipeline(), preparation.id()));
        }
        List<RunningReads> reads = reading.stream()
                .map(version -> new RunningReads(version, 1, Duration.ofSeconds(1)))
                .toList();
        List<Drain> free = board.report(server, reads, figures).stream()
                .filter(drain -> !reading.contains(drain.version()))
                .toList();
        board.acknowledge(server, free);
    }

    @Override
    public void close() {
        // Waits for the turn at hand.
        loop.close();
        leases.release(server);
        database.close();
    }
}
