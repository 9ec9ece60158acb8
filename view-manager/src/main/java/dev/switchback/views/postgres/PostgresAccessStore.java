package dev.switchback.views.postgres;

import dev.switchback.views.access.AccessRules;
import dev.switchback.views.access.AccessStore;
import dev.switchback.views.access.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Tokens in PostgreSQL, as services read them. */
public final class PostgresAccessStore implements AccessStore {
    private final Database database;

    public PostgresAccessStore(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    @Override
    public AccessRules read() {
        return database.run(on -> {
            Map<String, AccessRules.Grant> grants = new HashMap<>();
            List<Role> ever = on.list("SELECT hash, name, role, revoked_at FROM access_token", row -> {
                Role role = Role.of(row.getInt("role"));
                if (row.getObject("revoked_at") == null) {
                    grants.put(row.getString("hash"), new AccessRules.Grant(row.getString("name"), role));
                }
                return role;
            });
            return new AccessRules(
                    ever.stream().anyMatch(role -> role != Role.QUERY), ever.contains(Role.QUERY), grants);
        });
    }
}
