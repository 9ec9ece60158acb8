package dev.switchback.views.clickhouse;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import dev.switchback.views.StoreException;
import dev.switchback.views.VersionId;
import dev.switchback.views.history.DeadLetter;
import dev.switchback.views.history.DeadLetterReason;
import dev.switchback.views.history.HistoryLayout;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.HistorySchema;
import dev.switchback.views.history.HistoryStore;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The history store in ClickHouse. */
public final class ClickHouseHistoryStore implements HistoryStore {
    private static final int MAX_DEAD_LETTERS = 1_000;

    /** A payload may be any bytes, which the client's strings are not. */
    private static final String DEAD_LETTERS = """
            SELECT toInt32(`_partition`) AS part, toInt64(`_offset`) AS position, reason, detail,
            isNotNull(payload) AS present, base64Encode(ifNull(payload, '')) AS encoded,
            toUnixTimestamp64Milli(event_timestamp) AS millis
            FROM {table}
            WHERE (toInt64(`_partition`) > {part:Int64}
            OR (toInt64(`_partition`) = {part:Int64} AND toInt64(`_offset`) > {position:Int64}))
            AND ({reason:String} = '' OR reason = {reason:String})
            ORDER BY `_partition`, `_offset` LIMIT {most:Int64}""";

    private static final String SHARDS = """
            SELECT toInt32(max(shard_num)) AS shards, toInt32(min(internal_replication)) AS replicated
            FROM system.clusters WHERE cluster = {cluster:String}""";

    private final ClickHouseServers servers;
    private final HistoryLayout layout;

    /** @param servers stay the caller's to close */
    public ClickHouseHistoryStore(ClickHouseServers servers) {
        this.servers = servers;
        this.layout = servers.layout();
    }

    /** On one server without a cluster, whose client stays the caller's to close. */
    public ClickHouseHistoryStore(Client client) {
        this(ClickHouseServers.of(client));
    }

    @Override
    public void provision(VersionId version, PipelinePlan plan) {
        execute(HistorySchema.create(version, plan, TOKEN_WINDOW, layout, shards()));
    }

    private int shards() {
        return switch (layout) {
            case HistoryLayout.SingleNode _ -> 1;
            case HistoryLayout.Cluster cluster -> shards(cluster.name());
        };
    }

    private int shards(String cluster) {
        GenericRecord row = rows(SHARDS, Map.of("cluster", cluster)).getFirst();
        int shards = row.getInteger("shards");
        if (shards == 0) {
            throw new StoreException("ClickHouse knows no cluster named " + cluster + " (system.clusters)");
        }
        if (row.getInteger("replicated") == 0) {
            throw new StoreException("The shards of ClickHouse's cluster " + cluster
                    + " need internal_replication in its configuration: the tables replicate themselves");
        }
        return shards;
    }

    @Override
    public void provisionCuts(VersionId version, PipelinePlan plan) {
        execute(HistorySchema.createCuts(version, plan, layout, shards()));
    }

    @Override
    public void drop(VersionId version, PipelinePlan plan) {
        execute(HistorySchema.drop(version, plan, layout));
    }

    @Override
    public void follow(VersionId version, PipelinePlan plan) {
        execute(HistorySchema.follow(version, plan, layout));
    }

    @Override
    public List<Long> storedEvents(VersionId version, PipelinePlan plan) {
        List<String> selects = new ArrayList<>();
        for (ViewPlan view : plan.views()) {
            String count = switch (view) {
                case ViewPlan.Aggregate aggregate -> "sum(" + HistoryNames.quote(HistoryNames.EVENTS) + ")";
                case ViewPlan.Rows rows -> "count()";
            };
            selects.add("SELECT toUInt32(" + selects.size() + ") AS position, toInt64(" + count + ") AS events FROM "
                    + HistoryNames.rows(version, view));
        }
        return rows("SELECT events FROM (" + String.join(" UNION ALL ", selects) + ") ORDER BY position", Map.of())
                .stream()
                .map(row -> row.getLong("events"))
                .toList();
    }

    @Override
    public StoredLetters storedLetters(VersionId version) {
        String late = "countIf(reason = '" + DeadLetterReason.LATE.code() + "')";
        GenericRecord row = rows(
                        "SELECT toInt64(count() - " + late + ") AS dead, toInt64(" + late + ") AS late FROM "
                                + HistoryNames.deadLetters(version),
                        Map.of())
                .getFirst();
        return new StoredLetters(row.getLong("dead"), row.getLong("late"));
    }

    @Override
    public List<DeadLetter> deadLetters(
            VersionId version, Optional<DeadLetterReason> reason, int afterPartition, long afterOffset, int limit) {
        if (limit < 1 || limit > MAX_DEAD_LETTERS) {
            throw new IllegalArgumentException("between 1 and " + MAX_DEAD_LETTERS + " dead letters: " + limit);
        }
        return rows(
                        DEAD_LETTERS.replace("{table}", HistoryNames.deadLetters(version)),
                        Map.of(
                                "part",
                                afterPartition,
                                "position",
                                afterOffset,
                                "reason",
                                reason.map(DeadLetterReason::code).orElse(""),
                                "most",
                                limit))
                .stream()
                .map(ClickHouseHistoryStore::deadLetter)
                .toList();
    }

    private static DeadLetter deadLetter(GenericRecord row) {
        return new DeadLetter(
                row.getInteger("part"),
                row.getLong("position"),
                row.getString("reason"),
                row.getString("detail"),
                row.getBoolean("present")
                        ? Optional.of(ByteBuffer.wrap(Base64.getDecoder().decode(row.getString("encoded")))
                                .asReadOnlyBuffer())
                        : Optional.empty(),
                Instant.ofEpochMilli(row.getLong("millis")));
    }

    private void execute(List<String> statements) {
        for (String statement : statements) {
            servers.call(client -> ClickHouseFailures.translated(() -> {
                client.execute(statement).get().close();
                return true;
            }));
        }
    }

    private List<GenericRecord> rows(String sql, Map<String, Object> parameters) {
        return servers.call(client -> ClickHouseFailures.translated(() -> client.queryAll(sql, parameters)));
    }
}
