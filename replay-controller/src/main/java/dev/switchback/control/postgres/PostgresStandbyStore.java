package dev.switchback.control.postgres;

import dev.switchback.control.json.Json;
import dev.switchback.control.replay.Transition;
import dev.switchback.control.standby.Activation;
import dev.switchback.control.standby.StandbyStore;
import dev.switchback.control.standby.SwitchPolicy;
import dev.switchback.control.standby.WatchState;
import dev.switchback.views.VersionId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;

/** What follows switches, in PostgreSQL. Thread-safe. */
public final class PostgresStandbyStore implements StandbyStore {
    private static final String KEEP = """
            INSERT INTO standby (pipeline, version, until) VALUES (?, ?, ?)
            ON CONFLICT (pipeline, version) DO UPDATE SET until = excluded.until""";

    private static final String FOLLOW = """
            INSERT INTO activation (pipeline, epoch, version, way_back, began_at, policy, watch, seen)
            VALUES (?, ?, ?, ?, ?, ?::jsonb, ?, '')
            ON CONFLICT (pipeline) DO UPDATE SET epoch = excluded.epoch, version = excluded.version,
            way_back = excluded.way_back, began_at = excluded.began_at, policy = excluded.policy,
            watch = excluded.watch, seen = ''""";

    private static final String UPDATE =
            "UPDATE activation SET watch = ?, seen = ? WHERE pipeline = ? AND epoch = ? AND watch = ?";

    private final Transactions transactions;

    public PostgresStandbyStore(DataSource database) {
        this.transactions = new Transactions(database);
    }

    @Override
    public void request(VersionId version, SwitchPolicy policy, String actor) {
        transactions.run(connection -> {
            Transactions.update(
                    connection,
                    "INSERT INTO switch_policy (pipeline, version, policy) VALUES (?, ?, ?::jsonb)"
                            + " ON CONFLICT (pipeline, version) DO UPDATE SET policy = excluded.policy",
                    version.pipeline(),
                    version.number(),
                    Json.write(policy));
            Map<String, Object> detail = new LinkedHashMap<>();
            detail.put("version", version.number());
            detail.put("standby", policy.standby());
            policy.watch().ifPresent(limits -> detail.put("watch", limits));
            JournalRows.add(connection, version.pipeline(), Optional.empty(), actor, "switch_policy_set", detail);
            return version;
        });
    }

    @Override
    public Optional<SwitchPolicy> requested(VersionId version) {
        return transactions
                .query(
                        "SELECT policy FROM switch_policy WHERE pipeline = ? AND version = ?",
                        row -> Json.read(row.getString("policy"), SwitchPolicy.class),
                        version.pipeline(),
                        version.number())
                .stream()
                .findFirst();
    }

    @Override
    public Optional<Activation> activation(String pipeline) {
        return transactions
                .query("SELECT * FROM activation WHERE pipeline = ?", PostgresStandbyStore::activation, pipeline)
                .stream()
                .findFirst();
    }

    private static Activation activation(ResultSet row) throws SQLException {
        String pipeline = row.getString("pipeline");
        return new Activation(
                new VersionId(pipeline, row.getInt("version")),
                row.getLong("epoch"),
                Optional.ofNullable(row.getObject("way_back", Integer.class))
                        .map(number -> new VersionId(pipeline, number)),
                row.getObject("began_at", OffsetDateTime.class).toInstant(),
                Json.read(row.getString("policy"), SwitchPolicy.class),
                WatchState.of(row.getInt("watch")),
                row.getString("seen"));
    }

    @Override
    public Map<Integer, Instant> deadlines(String pipeline) {
        Map<Integer, Instant> deadlines = new TreeMap<>();
        transactions.query(
                "SELECT version, until FROM standby WHERE pipeline = ?",
                row -> deadlines.put(
                        row.getInt("version"),
                        row.getObject("until", OffsetDateTime.class).toInstant()),
                pipeline);
        return deadlines;
    }

    @Override
    public void begin(Activation activation, Map<Integer, Instant> until) {
        String pipeline = activation.version().pipeline();
        transactions.run(connection -> {
            Transactions.update(
                    connection,
                    FOLLOW,
                    pipeline,
                    activation.epoch(),
                    activation.version().number(),
                    activation.wayBack().<Object>map(VersionId::number).orElse(new Transactions.Absent(Types.INTEGER)),
                    ReplayRows.timestamp(activation.began()),
                    Json.write(activation.policy()),
                    activation.watch().id());
            drop(connection, "switch_policy", activation.version());
            drop(connection, "standby", activation.version());
            for (Map.Entry<Integer, Instant> one : until.entrySet()) {
                keep(connection, new VersionId(pipeline, one.getKey()), one.getValue(), activation.epoch());
            }
            if (activation.watch() == WatchState.WATCHING) {
                JournalRows.add(
                        connection,
                        pipeline,
                        Optional.empty(),
                        Transition.CONTROLLER,
                        "watch_watching",
                        detail(activation));
            }
            return activation;
        });
    }

    private static void keep(Connection connection, VersionId version, Instant until, long epoch) throws SQLException {
        Transactions.update(connection, KEEP, version.pipeline(), version.number(), ReplayRows.timestamp(until));
        JournalRows.add(
                connection,
                version.pipeline(),
                Optional.empty(),
                Transition.CONTROLLER,
                "standby_begun",
                Map.of("version", version.number(), "until", until, "epoch", epoch));
    }

    @Override
    public void keep(VersionId version, Instant until) {
        transactions.run(connection -> Transactions.update(
                connection, KEEP, version.pipeline(), version.number(), ReplayRows.timestamp(until)));
    }

    @Override
    public void forget(VersionId version) {
        transactions.run(connection -> drop(connection, "standby", version));
    }

    /** @param table has the columns pipeline and version */
    private static int drop(Connection connection, String table, VersionId version) throws SQLException {
        return Transactions.update(
                connection,
                "DELETE FROM " + table + " WHERE pipeline = ? AND version = ?",
                version.pipeline(),
                version.number());
    }

    @Override
    public void measured(Activation activation) {
        transactions.run(connection -> update(connection, activation, activation));
    }

    private static int update(Connection connection, Activation before, Activation after) throws SQLException {
        return Transactions.update(
                connection,
                UPDATE,
                after.watch().id(),
                after.seen(),
                before.version().pipeline(),
                before.epoch(),
                before.watch().id());
    }

    @Override
    public boolean move(Activation before, Activation after) {
        return transactions.run(connection -> {
            boolean moved = update(connection, before, after) == 1;
            if (moved) {
                JournalRows.add(
                        connection,
                        before.version().pipeline(),
                        Optional.empty(),
                        Transition.CONTROLLER,
                        "watch_" + after.watch().word(),
                        detail(after));
            }
            return moved;
        });
    }

    private static Map<String, ?> detail(Activation activation) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("version", activation.version().number());
        detail.put("epoch", activation.epoch());
        activation.wayBack().ifPresent(version -> detail.put("way_back", version.number()));
        activation.policy().watch().ifPresent(limits -> detail.put("limits", limits));
        if (!activation.seen().isEmpty()) {
            detail.put("seen", activation.seen());
        }
        return detail;
    }
}
