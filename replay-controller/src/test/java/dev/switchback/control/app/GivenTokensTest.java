package dev.switchback.control.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.control.access.AccessToken;
import dev.switchback.control.access.AccessTokens;
import dev.switchback.control.postgres.PostgresAccessTokens;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.migrations.Migrations;
import dev.switchback.views.access.AccessRules;
import dev.switchback.views.access.Role;
import dev.switchback.views.access.Secret;
import dev.switchback.views.postgres.PostgresAccessStore;
import dev.switchback.views.postgres.PostgresPool;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tokens that an installation brings along, again at each upgrade. */
final class GivenTokensTest {
    @Test
    void givenTokensBecomeGoodOnceAndRevokedOnesNeverAgain() {
        URI database = TestEngines.newPostgresDatabase();
        Migrations.runPostgres(database);
        String admin = Secret.draw();
        String viewer = Secret.draw();
        assertRefused("has to be an admin's", database, Role.VIEWER, viewer);
        String name = GivenTokens.ensure(database, Role.ADMIN, admin);
        assertEquals("admin-" + Secret.hash(admin).substring(0, 8), name);
        assertEquals(name, GivenTokens.ensure(database, Role.ADMIN, admin), "the next upgrade");
        String viewersName = GivenTokens.ensure(database, Role.VIEWER, viewer);
        assertRefused("is a viewer's", database, Role.ADMIN, viewer);
        assertRefused("fewer than 32", database, Role.ADMIN, "a".repeat(31));
        assertRefused("a space in it", database, Role.ADMIN, "a ".repeat(20));
        try (HikariDataSource pool = PostgresPool.open(database, 1)) {
            AccessTokens tokens = new PostgresAccessTokens(pool);
            assertEquals(
                    List.of(name, viewersName),
                    tokens.list().stream().map(AccessToken::name).toList());
            assertEquals(
                    new AccessRules.Grant(name, Role.ADMIN),
                    new PostgresAccessStore(pool).read().grants().get(Secret.hash(admin)));
            assertEquals(
                    AccessTokens.RevokeOutcome.REVOKED,
                    tokens.revoke(tokens.list().getLast().id(), "test", "it was seen"));
        }
        assertRefused("was revoked", database, Role.VIEWER, viewer);
    }

    private static void assertRefused(String reason, URI database, Role role, String text) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> GivenTokens.ensure(database, role, text));
        assertTrue(String.valueOf(refusal.getMessage()).contains(reason), refusal::getMessage);
    }
}
