package dev.switchback.views.postgres;

import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.catalog.Bindings;
import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.catalog.Registration;
import dev.switchback.views.catalog.VersionCatalog;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.sql.DataSource;

/** The catalog in PostgreSQL. Registrations of one pipeline take turns on its row, so a number is given once. */
public final class PostgresVersionCatalog implements VersionCatalog {
    private static final String SELECT =
            "SELECT pipeline, number, fingerprint, manifest, slot, live_shards, registered_at, check_of, reader_schema FROM version ";

    private final Database database;

    public PostgresVersionCatalog(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    @Override
    public Registration register(
            String pipeline, String manifest, String fingerprint, int liveShards, Bindings bindings) {
        return database.transact(on -> {
            on.update("INSERT INTO pipeline (name) VALUES (?) ON CONFLICT DO NOTHING", pipeline);
            on.execute("SELECT 1 FROM pipeline WHERE name = ? FOR NO KEY UPDATE", pipeline);
            on.update("INSERT INTO active_pointer (pipeline) VALUES (?) ON CONFLICT DO NOTHING", pipeline);
            Optional<RegisteredVersion> same = on.first(
                    SELECT + "WHERE pipeline = ? AND fingerprint = ? AND slot <> ? AND check_of IS NULL",
                    PostgresVersionCatalog::version,
                    pipeline,
                    fingerprint,
                    Slot.RETIRED.id());
            if (same.isPresent()) {
                return new Registration.AlreadyRegistered(same.get());
            }
            RegisteredVersion created = on.first(
                            """
                            WITH next AS (
                                UPDATE pipeline SET last_version = last_version + 1 WHERE name = ? RETURNING name, last_version)
                            INSERT INTO version (pipeline, number, fingerprint, manifest, slot, live_shards, reader_schema)
                            SELECT name, last_version, ?, ?, ?, ?, ?::integer FROM next
                            RETURNING pipeline, number, fingerprint, manifest, slot, live_shards, registered_at, check_of, reader_schema""",
                            PostgresVersionCatalog::version,
                            pipeline,
                            fingerprint,
                            manifest,
                            Slot.REGISTERED.id(),
                            liveShards,
                            bindings.readerSchema().isPresent()
                                    ? bindings.readerSchema().getAsInt()
                                    : null)
                    .orElseThrow();
            for (Map.Entry<String, String> jar : bindings.jars().entrySet()) {
                on.update(
                        "INSERT INTO version_jar (pipeline, number, name, sha256) VALUES (?, ?, ?, ?)",
                        pipeline,
                        created.id().number(),
                        jar.getKey(),
                        jar.getValue());
            }
            return new Registration.Created(created);
        });
    }

    @Override
    public RegisteredVersion registerCheck(VersionId of) {
        return database.transact(on -> {
            on.execute("SELECT 1 FROM pipeline WHERE name = ? FOR NO KEY UPDATE", of.pipeline());
            Optional<RegisteredVersion> earlier = on.first(
                    SELECT + "WHERE pipeline = ? AND check_of = ? AND slot <> ?",
                    PostgresVersionCatalog::version,
                    of.pipeline(),
                    of.number(),
                    Slot.RETIRED.id());
            if (earlier.isPresent()) {
                return earlier.get();
            }
            RegisteredVersion created = on.first(
                            """
                            WITH next AS (
                                UPDATE pipeline SET last_version = last_version + 1 WHERE name = ? RETURNING last_version)
                            INSERT INTO version (pipeline, number, fingerprint, manifest, slot, live_shards, check_of, reader_schema)
                            SELECT pipeline, last_version, fingerprint, manifest, ?, live_shards, number, reader_schema FROM version, next
                            WHERE pipeline = ? AND number = ? AND check_of IS NULL
                            RETURNING pipeline, number, fingerprint, manifest, slot, live_shards, registered_at, check_of, reader_schema""",
                            PostgresVersionCatalog::version,
                            of.pipeline(),
                            Slot.REGISTERED.id(),
                            of.pipeline(),
                            of.number())
                    .orElseThrow(() -> new IllegalArgumentException(of + " cannot be repeated"));
            on.update(
                    "INSERT INTO version_jar (pipeline, number, name, sha256)"
                            + " SELECT pipeline, ?, name, sha256 FROM version_jar WHERE pipeline = ? AND number = ?",
                    created.id().number(),
                    of.pipeline(),
                    of.number());
            return created;
        });
    }

    @Override
    public Optional<RegisteredVersion> find(VersionId id) {
        return database.run(on -> on.first(
                SELECT + "WHERE pipeline = ? AND number = ?",
                PostgresVersionCatalog::version,
                id.pipeline(),
                id.number()));
    }

    @Override
    public List<RegisteredVersion> versions(String pipeline) {
        return database.run(on ->
                on.list(SELECT + "WHERE pipeline = ? ORDER BY number", PostgresVersionCatalog::version, pipeline));
    }

    @Override
    public List<String> pipelines() {
        return database.run(
                on -> on.list("SELECT name FROM pipeline ORDER BY name COLLATE \"C\"", row -> row.getString(1)));
    }

    @Override
    public boolean moveSlot(VersionId id, Slot from, Slot to) {
        if (from == Slot.ACTIVE || to == Slot.ACTIVE) {
            throw new IllegalArgumentException(
                    "only a switch moves a version into or out of the active slot: " + id + " " + from + " -> " + to);
        }
        return database.transact(on -> {
            // The pointer's row first, then the version's: the order of the flip. From here on no flip can begin.
            on.execute("SELECT 1 FROM active_pointer WHERE pipeline = ? FOR SHARE", id.pipeline());
            return on.update("""
                            UPDATE version SET slot = ? WHERE pipeline = ? AND number = ? AND slot = ?
                            AND NOT EXISTS (
                                SELECT 1 FROM active_pointer p WHERE p.pipeline = version.pipeline
                                AND (p.version = number OR (p.preparing_version = number AND p.deadline > clock_timestamp())))""", to.id(), id.pipeline(), id.number(), from.id()) == 1;
        });
    }

    private static RegisteredVersion version(ResultSet row) throws SQLException {
        return new RegisteredVersion(
                new VersionId(row.getString("pipeline"), row.getInt("number")),
                row.getString("fingerprint"),
                row.getString("manifest"),
                Slot.of(row.getInt("slot")),
                row.getInt("live_shards"),
                row.getObject("registered_at", OffsetDateTime.class).toInstant(),
                number(row, "check_of"),
                number(row, "reader_schema"));
    }

    private static OptionalInt number(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, Integer.class)).stream()
                .mapToInt(Integer::intValue)
                .findFirst();
    }
}
