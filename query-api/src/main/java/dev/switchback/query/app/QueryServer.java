package dev.switchback.query.app;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.query.barrier.ActivePointers;
import dev.switchback.query.barrier.BarrierTimes;
import dev.switchback.query.barrier.ServerClock;
import dev.switchback.query.historical.HistoricalQueries;
import dev.switchback.query.http.Health;
import dev.switchback.query.http.QueryMetrics;
import dev.switchback.query.live.LiveQueries;
import dev.switchback.query.live.TopQueries;
import dev.switchback.query.mirror.MirroredReads;
import dev.switchback.query.mirror.Reply;
import dev.switchback.query.running.QueryFigures;
import dev.switchback.query.running.ReaderReports;
import dev.switchback.query.running.RunningQueries;
import dev.switchback.query.versions.HistoryWatermarks;
import dev.switchback.query.versions.ManifestPlans;
import dev.switchback.query.versions.PlanSource;
import dev.switchback.query.versions.Read;
import dev.switchback.query.versions.Targets;
import dev.switchback.query.versions.VersionDirectory;
import dev.switchback.views.StoreDeniedException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.access.AccessGuard;
import dev.switchback.views.access.RateLimit;
import dev.switchback.views.clickhouse.ClickHouseServers;
import dev.switchback.views.planning.VersionPlanner;
import dev.switchback.views.postgres.PostgresAccessStore;
import dev.switchback.views.postgres.PostgresJarStore;
import dev.switchback.views.postgres.PostgresMirrorBoard;
import dev.switchback.views.postgres.PostgresPointerLeases;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.postgres.PostgresReaderBoard;
import dev.switchback.views.postgres.PostgresRole;
import dev.switchback.views.postgres.PostgresSessionProgress;
import dev.switchback.views.postgres.PostgresSinkLedger;
import dev.switchback.views.postgres.PostgresVersionCatalog;
import dev.switchback.views.session.SessionLedger;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One query server. Several may run in one JVM; each has its own lease. */
public final class QueryServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(QueryServer.class);
    private static final int POINTER_CONNECTIONS = 3;
    private static final int CATALOG_CONNECTIONS = 4;
    private static final long PING_MILLIS = 2_000;

    /** What {@link #close} ends, last opened first. */
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private final EmbeddedServer http;

    /**
     * Starts a server; it answers problem documents while its engines cannot be reached.
     *
     * @throws IllegalStateException if it cannot listen on its port; nothing is left running
     */
    public static QueryServer start(QueryServerSettings settings) {
        return new QueryServer(settings);
    }

    private QueryServer(QueryServerSettings settings) {
        try {
            http = wire(settings);
            http.start();
        } catch (RuntimeException e) {
            close();
            throw new IllegalStateException(
                    "the query API cannot start on " + settings.host() + ":" + settings.port() + ": " + e.getMessage(),
                    e);
        }
    }

    private EmbeddedServer wire(QueryServerSettings settings) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        open.push(registry::close);
        QueryMetrics metrics = new QueryMetrics(registry);
        ClickHouseServers clickHouse =
                opened(ClickHouseServers.open(settings.engines().clickHouse()));
        LiveConnection redis = opened(new LiveConnection(settings.engines().redis()));
        // Pools of their own: however many queries wait for the catalog, the lease is renewed.
        HikariDataSource catalogPool =
                opened(PostgresPool.open(settings.engines().postgres(), CATALOG_CONNECTIONS));
        HikariDataSource pointerPool =
                opened(PostgresPool.open(settings.engines().postgres(), POINTER_CONNECTIONS));
        refuseReplica(pointerPool);
        PostgresSinkLedger ledger = new PostgresSinkLedger(catalogPool);
        HistoryWatermarks watermarks = opened(new HistoryWatermarks(ledger));
        HistoryWatermarks sessionWatermarks =
                opened(new HistoryWatermarks(new SessionLedger(ledger, new PostgresSessionProgress(catalogPool))));
        ActivePointers pointers = opened(ActivePointers.open(
                new PostgresPointerLeases(pointerPool), BarrierTimes.STANDARD, ServerClock.SYSTEM, metrics));
        Gauge.builder("switchback.query.lease", pointers, read -> read.leaseRuns() ? 1 : 0)
                .description("1 while the lease on the active pointers runs; without it nothing is answered")
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        PlanSource plans = new ManifestPlans(new VersionPlanner(new PostgresJarStore(catalogPool)));
        AccessGuard guard = opened(AccessGuard.open(new PostgresAccessStore(catalogPool)));
        guard.requireSafe(settings.host(), QueryServerSettings.HOST);
        RunningQueries running = new RunningQueries();
        QueryFigures figures = new QueryFigures();
        opened(new ReaderReports(new PostgresReaderBoard(catalogPool), pointers.server(), running, figures).start());
        VersionDirectory directory = new VersionDirectory(
                new PostgresVersionCatalog(catalogPool),
                plans,
                () -> new VersionDirectory.Moment(pointers.term(), running.changes()));
        Targets targets = new Targets(pointers, directory, running);
        MirroredReads mirrors =
                opened(new MirroredReads(new PostgresMirrorBoard(catalogPool), asking(targets), registry).start());
        ToIntFunction<VersionId> consumed = version -> watermarks.consumedPartitions(
                version, directory.planned(version).plan().source().outOfOrderness());
        Map<String, BooleanSupplier> stores = new LinkedHashMap<>();
        stores.put("clickhouse", () -> clickHouse.answers(PING_MILLIS));
        stores.put("redis", redis::answers);
        ApplicationContext context = opened(ApplicationContext.builder()
                .properties(HttpSettings.of(settings))
                .deduceEnvironment(false)
                .environmentPropertySource(false)
                .banner(false)
                .singletons(
                        registry,
                        metrics,
                        figures,
                        guard,
                        new RateLimit(settings.listening().requestsPerSecond()),
                        targets,
                        mirrors,
                        new HistoricalQueries(clickHouse, settings.limits(), watermarks, sessionWatermarks),
                        new LiveQueries(redis, consumed, sessionWatermarks::of),
                        new TopQueries(redis, consumed),
                        new Health(pointers::leaseRuns, stores))
                .start());
        return context.getBean(EmbeddedServer.class);
    }

    /** A replica is a mistake to be told at once; a server that does not answer yet is waited for. */
    private static void refuseReplica(HikariDataSource database) {
        try {
            var _ = PostgresRole.requirePrimary(database);
        } catch (StoreDeniedException e) {
            throw e;
        } catch (StoreUnavailableException e) {
            log.warn("{}", e.getMessage());
        }
    }

    private static MirroredReads.Asking asking(Targets targets) {
        return (version, question) -> {
            try (Read read =
                    targets.begin(version.pipeline(), OptionalInt.of(version.number()), OptionalLong.empty())) {
                Reply reply = question.of(read.target().version());
                read.confirm();
                return reply;
            }
        };
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    /** The port that it listens on. */
    public int port() {
        return http.getPort();
    }

    /** Stops listening, gives the lease back and closes the connections. */
    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                log.warn("a part of the query server did not close cleanly: {}", e.getMessage());
            }
        }
    }
}
