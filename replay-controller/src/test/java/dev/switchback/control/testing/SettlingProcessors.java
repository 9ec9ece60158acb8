package dev.switchback.control.testing;

import com.clickhouse.client.api.Client;
import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.control.kafka.KafkaSourceLog;
import dev.switchback.control.launch.ProcessorLauncher;
import dev.switchback.control.source.SourceLog;
import dev.switchback.views.VersionId;
import dev.switchback.views.clickhouse.ClickHouseClients;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.ledger.Counts;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.SinkLedger;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.postgres.PostgresRunBoard;
import dev.switchback.views.postgres.PostgresSinkLedger;
import dev.switchback.views.redis.RedisClients;
import dev.switchback.views.redis.RedisConnection;
import dev.switchback.views.redis.RedisServers;
import dev.switchback.views.run.ProcessorReport;
import dev.switchback.views.run.ProcessorState;
import dev.switchback.views.run.RunBoard;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A launcher whose processors do not read events: they claim and settle ledger rows up to the log's end, write as many events into the
 * tables as they settle, and move the live marks. For manifests of {@link TestWorld#manifest}.
 */
public final class SettlingProcessors implements ProcessorLauncher, AutoCloseable {
    private final Map<VersionId, Integer> wanted = new ConcurrentHashMap<>();
    private final Map<VersionId, Instance> instances = new ConcurrentHashMap<>();
    private final Set<String> over = ConcurrentHashMap.newKeySet();
    private final Map<VersionId, Boolean> givingWay = new ConcurrentHashMap<>();
    private final HikariDataSource database;
    private final SinkLedger ledger;
    private final RunBoard board;
    private final Client clickHouse;
    private final RedisServers redis;
    private final RedisConnection live;
    private final SourceLog log;
    private volatile long batch = Long.MAX_VALUE;
    private volatile boolean still;
    private volatile long lostRows;
    private volatile boolean numbered;
    private volatile String problem = "";

    public SettlingProcessors(EngineAddresses engines) {
        this.database = PostgresPool.open(engines.postgres(), 8);
        this.ledger = new PostgresSinkLedger(database);
        this.board = new PostgresRunBoard(database);
        this.clickHouse = ClickHouseClients.open(engines.clickHouse());
        this.redis = RedisClients.open(engines.redis());
        this.live = redis.connect();
        this.log = new KafkaSourceLog(engines.kafka());
    }

    /** Offsets settled per partition and turn. */
    public void batch(long offsets) {
        batch = offsets;
    }

    /** Stops all progress, while the processors stay alive. */
    public void still(boolean on) {
        still = on;
    }

    /** From now on each flush leaves out this many rows, and says nothing. */
    public void loseRows(long rows) {
        lostRows = rows;
    }

    /** From now on versions write their own number into a dimension, as logic would that is not deterministic. */
    public void writeNumbers(boolean on) {
        numbered = on;
    }

    /** Makes every processor fail with this sentence; empty: none. */
    public void failWith(String sentence) {
        problem = sentence;
    }

    /** A pipeline's test has ended: its processors stop, and no order starts one again. They would ask every store all the time. */
    public void end(String pipeline) {
        over.add(pipeline);
        running().stream()
                .filter(version -> version.pipeline().equals(pipeline))
                .forEach(this::ensureStopped);
    }

    /** How many instances of a version were ordered last; 0: none ever. */
    public int wanted(VersionId version) {
        return wanted.getOrDefault(version, 0);
    }

    @Override
    public void ensureRunning(VersionId version, int count) {
        wanted.put(version, count);
        if (!over.contains(version.pipeline())) {
            instances.computeIfAbsent(version, Instance::new);
        }
    }

    @Override
    public void giveWay(VersionId version, boolean givesWay) {
        givingWay.put(version, givesWay);
    }

    /** What the version's processor was told last; empty where nothing was said. */
    public Optional<Boolean> givesWay(VersionId version) {
        return Optional.ofNullable(givingWay.get(version));
    }

    @Override
    public void ensureStopped(VersionId version) {
        Instance instance = instances.get(version);
        if (instance != null) {
            instance.stop();
            instances.remove(version);
        }
    }

    @Override
    public Set<VersionId> running() {
        return Set.copyOf(instances.keySet());
    }

    @Override
    public void close() {
        instances.values().forEach(Instance::stop);
        log.close();
        live.close();
        redis.close();
        clickHouse.close();
        database.close();
    }

    private final class Instance {
        private final VersionId version;
        private final CountDownLatch stopped = new CountDownLatch(1);
        private final Thread thread;

        Instance(VersionId version) {
            this.version = version;
            this.thread =
                    Thread.ofPlatform().name("settling " + version).daemon().start(this::run);
        }

        void stop() {
            stopped.countDown();
            try {
                thread.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void run() {
            try {
                do {
                    turn();
                } while (!stopped.await(20, TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void turn() {
            // Before it is asked whether to stand still: what is written after that order is not settled.
            Map<Integer, Long> ends =
                    log.extent(version.pipeline()).map(SourceLog.Extent::ends).orElse(Map.of());
            boolean paused = board.order(version).paused();
            Map<Integer, LedgerEntry> entries = ledger.read(version);
            String now = problem;
            ProcessorState state = paused ? ProcessorState.PAUSED : ProcessorState.RUNNING;
            board.report(new ProcessorReport(
                    version,
                    "test",
                    now.isEmpty() ? state : ProcessorState.FAILED,
                    List.copyOf(entries.keySet()),
                    now,
                    0,
                    Duration.ZERO));
            if (paused || still || !now.isEmpty()) {
                return;
            }
            for (LedgerEntry entry : entries.values()) {
                flush(entry, ends.getOrDefault(entry.key().partition(), 0L));
            }
        }

        private void flush(LedgerEntry entry, long end) {
            long from = entry.committed();
            long most = entry.ordered().map(LedgerEntry.CutOrder::fence).orElse(end);
            long to = batch < most - from ? from + batch : most;
            if (to <= from) {
                return;
            }
            if (!(ledger.claim(entry.key(), from, to) instanceof SinkLedger.Outcome.Done(LedgerEntry claimed))) {
                // A cut was ordered since the row was read.
                return;
            }
            int partition = entry.key().partition();
            long rows = Math.max(0, to - from - lostRows);
            execute("INSERT INTO " + HistoryNames.table(version, "edits_by_channel")
                    + " (channel, window_start, s0, _events, _cut) SELECT '" + channel() + "', toDateTime64(0, 3), "
                    + rows + ", "
                    + rows
                    + ", " + claimed.cut());
            execute("INSERT INTO " + HistoryNames.table(version, "channels")
                    + " (channel, _partition, _offset, _cut) SELECT 'c', " + partition + ", number, " + claimed.cut()
                    + " FROM numbers("
                    + from
                    + ", " + (to - from) + ")");
            live.sync().hset(new LiveKeys(version, 0).marks(), String.valueOf(partition), String.valueOf(to));
            long events = to - from;
            var _ = ledger.settle(
                    entry.key(),
                    from,
                    to,
                    new Counts(events, 0, 0, 0, 0, List.of(events, events)),
                    OptionalLong.of(1_442_016_000_000L));
        }

        private String channel() {
            return numbered ? "c" + version.number() : "c";
        }

        private void execute(String sql) {
            try {
                clickHouse.execute(sql).get().close();
            } catch (Exception e) {
                throw new IllegalStateException(sql, e);
            }
        }
    }
}
