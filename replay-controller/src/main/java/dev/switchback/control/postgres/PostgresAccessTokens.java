package dev.switchback.control.postgres;

import dev.switchback.control.access.AccessToken;
import dev.switchback.control.access.AccessTokens;
import dev.switchback.views.access.Role;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Tokens in PostgreSQL; a change and its journal entry are one transaction. Thread-safe. */
public final class PostgresAccessTokens implements AccessTokens {
    private static final String COLUMNS = "id, name, role, created_at, created_by, revoked_at";

    private final Transactions transactions;

    public PostgresAccessTokens(DataSource database) {
        this.transactions = new Transactions(database);
    }

    @Override
    public List<AccessToken> list() {
        return transactions.query(
                "SELECT " + COLUMNS + " FROM access_token ORDER BY created_at, id", PostgresAccessTokens::token);
    }

    @Override
    public CreateOutcome create(String name, Role role, String hash, String actor, String reason) {
        return transactions.run(connection -> {
            List<AccessToken> all = locked(connection);
            if (all.stream().anyMatch(token -> isGood(token) && token.name().equals(name))) {
                return new CreateOutcome.NameTaken();
            }
            boolean first = all.stream().noneMatch(token -> token.role() != Role.QUERY);
            if (first && role != Role.QUERY && role != Role.ADMIN) {
                return new CreateOutcome.AdminFirst();
            }
            AccessToken made = Transactions.query(
                            connection,
                            "INSERT INTO access_token (id, name, role, hash, created_by) VALUES (?, ?, ?, ?, ?) RETURNING "
                                    + COLUMNS,
                            PostgresAccessTokens::token,
                            UUID.randomUUID(),
                            name,
                            role.id(),
                            hash,
                            actor)
                    .getFirst();
            journal(connection, actor, "token_created", made, reason);
            return new CreateOutcome.Created(made);
        });
    }

    @Override
    public RevokeOutcome revoke(UUID id, String actor, String reason) {
        return transactions.run(connection -> {
            List<AccessToken> all = locked(connection);
            Optional<AccessToken> found =
                    all.stream().filter(token -> token.id().equals(id)).findFirst();
            if (found.isEmpty()) {
                return RevokeOutcome.NOT_FOUND;
            }
            if (!isGood(found.get())) {
                return RevokeOutcome.ALREADY_REVOKED;
            }
            boolean lastAdmin = found.get().role() == Role.ADMIN
                    && all.stream()
                                    .filter(token -> token.role() == Role.ADMIN && isGood(token))
                                    .count()
                            == 1;
            if (lastAdmin) {
                return RevokeOutcome.LAST_ADMIN;
            }
            Transactions.update(
                    connection,
                    "UPDATE access_token SET revoked_at = clock_timestamp(), revoked_by = ? WHERE id = ?",
                    actor,
                    id);
            journal(connection, actor, "token_revoked", found.get(), reason);
            return RevokeOutcome.REVOKED;
        });
    }

    /** Changes come one after the other, so that what was decided on stays so. */
    private static List<AccessToken> locked(Connection connection) throws SQLException {
        Transactions.update(connection, "LOCK TABLE access_token IN SHARE ROW EXCLUSIVE MODE");
        return Transactions.query(connection, "SELECT " + COLUMNS + " FROM access_token", PostgresAccessTokens::token);
    }

    private static boolean isGood(AccessToken token) {
        return token.revokedAt().isEmpty();
    }

    private static void journal(Connection connection, String actor, String action, AccessToken token, String reason)
            throws SQLException {
        JournalRows.add(
                connection,
                Optional.empty(),
                Optional.empty(),
                actor,
                action,
                Map.of("id", token.id(), "name", token.name(), "role", token.role(), "reason", reason));
    }

    private static AccessToken token(ResultSet row) throws SQLException {
        return new AccessToken(
                row.getObject("id", UUID.class),
                row.getString("name"),
                Role.of(row.getInt("role")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                Optional.ofNullable(row.getObject("revoked_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }
}
