package dev.switchback.views.postgres;

import dev.switchback.views.VersionId;
import dev.switchback.views.functions.FunctionJar;
import dev.switchback.views.functions.JarStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** Jars in PostgreSQL, where every service that plans can have them. */
public final class PostgresJarStore implements JarStore {
    private static final String SELECT =
            "SELECT name, p.sha256, length(bytes) AS size, p.uploaded_at FROM pipeline_jar p"
                    + " JOIN function_jar USING (sha256) WHERE pipeline = ? ";

    private final Database database;

    public PostgresJarStore(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    @Override
    public Stored put(String pipeline, FunctionJar jar) {
        return database.transact(on -> {
            on.update(
                    "INSERT INTO function_jar (sha256, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    jar.sha256(),
                    jar.bytes());
            boolean changed = on.update("""
                            INSERT INTO pipeline_jar AS p (pipeline, name, sha256) VALUES (?, ?, ?)
                            ON CONFLICT (pipeline, name) DO UPDATE SET sha256 = excluded.sha256, uploaded_at = excluded.uploaded_at
                            WHERE p.sha256 <> excluded.sha256""", pipeline, jar.name(), jar.sha256()) == 1;
            Stored stored = on.first(SELECT + "AND name = ?", PostgresJarStore::stored, pipeline, jar.name())
                    .orElseThrow();
            return new Stored(stored.name(), stored.sha256(), stored.size(), stored.uploadedAt(), changed);
        });
    }

    @Override
    public List<Stored> list(String pipeline) {
        return database.run(on -> on.list(SELECT + "ORDER BY name COLLATE \"C\"", PostgresJarStore::stored, pipeline));
    }

    @Override
    public Map<String, FunctionJar> newest(String pipeline, Collection<String> names) {
        return database.run(on -> {
            Map<String, FunctionJar> jars = new HashMap<>();
            for (String name : names) {
                Optional<FunctionJar> jar = on.first(
                        "SELECT name, bytes FROM pipeline_jar JOIN function_jar USING (sha256) WHERE pipeline = ? AND name = ?",
                        PostgresJarStore::jar,
                        pipeline,
                        name);
                jar.ifPresent(found -> jars.put(name, found));
            }
            return jars;
        });
    }

    @Override
    public Map<String, FunctionJar> of(VersionId version) {
        return database.run(on -> {
            Map<String, FunctionJar> jars = new HashMap<>();
            on.list(
                            "SELECT name, bytes FROM version_jar JOIN function_jar USING (sha256) WHERE pipeline = ? AND number = ?",
                            PostgresJarStore::jar,
                            version.pipeline(),
                            version.number())
                    .forEach(jar -> jars.put(jar.name(), jar));
            return jars;
        });
    }

    private static FunctionJar jar(ResultSet row) throws SQLException {
        return new FunctionJar(row.getString("name"), row.getBytes("bytes"));
    }

    private static Stored stored(ResultSet row) throws SQLException {
        return new Stored(
                row.getString("name"),
                row.getString("sha256"),
                row.getLong("size"),
                row.getObject("uploaded_at", OffsetDateTime.class).toInstant(),
                false);
    }
}
