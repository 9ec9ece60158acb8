package dev.switchback.control.app;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.control.access.AccessTokens;
import dev.switchback.control.postgres.PostgresAccessTokens;
import dev.switchback.views.access.AccessRules;
import dev.switchback.views.access.Role;
import dev.switchback.views.access.Secret;
import dev.switchback.views.postgres.PostgresAccessStore;
import dev.switchback.views.postgres.PostgresPool;
import java.net.URI;

/**
 * Tokens whose texts an installation brings along, so that the first one need not be made through a service that others could reach already.
 */
public final class GivenTokens {
    /** As many as a drawn token has at least. */
    private static final int SHORTEST = 32;

    private static final int NAMED_BY = 8;

    private GivenTokens() {}

    /**
     * Makes a token known, unless it is. Its name is the role's word with a part of its digest, and so another one's differs.
     *
     * @param text the token as callers send it
     * @return its name
     * @throws IllegalArgumentException if the text is too short or has spaces in it, was revoked, or has another role
     */
    public static String ensure(URI postgres, Role role, String text) {
        if (text.length() < SHORTEST || text.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException(
                    "the " + role.word() + " token has fewer than " + SHORTEST
                            + " characters, or a space in it; './switchback token create' or 'openssl rand -hex 32' make good ones");
        }
        try (HikariDataSource database = PostgresPool.open(postgres, 1)) {
            String hash = Secret.hash(text);
            AccessRules.Grant known =
                    new PostgresAccessStore(database).read().grants().get(hash);
            if (known != null) {
                return knownAs(known, role);
            }
            String name = role.word() + "-" + hash.substring(0, NAMED_BY);
            PostgresAccessTokens tokens = new PostgresAccessTokens(database);
            if (tokens.list().stream().anyMatch(token -> token.name().equals(name))) {
                throw new IllegalArgumentException("the " + role.word()
                        + " token was revoked, and revoked tokens do not become good again; bring another one");
            }
            return switch (tokens.create(name, role, hash, "migrate", "brought along by the installation")) {
                case AccessTokens.CreateOutcome.Created made -> name;
                // Another job was quicker.
                case AccessTokens.CreateOutcome.NameTaken taken -> name;
                case AccessTokens.CreateOutcome.AdminFirst first ->
                    throw new IllegalArgumentException("the first token has to be an admin's; bring one along too");
            };
        }
    }

    private static String knownAs(AccessRules.Grant known, Role role) {
        if (known.role() != role) {
            throw new IllegalArgumentException("the " + role.word() + " token is known as " + known.name()
                    + ", and is a " + known.role().word() + "'s");
        }
        return known.name();
    }
}
