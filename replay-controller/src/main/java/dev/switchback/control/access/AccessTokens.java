package dev.switchback.control.access;

import dev.switchback.views.access.Role;
import java.util.List;
import java.util.UUID;

/** The durable tokens. Thread-safe. Methods throw {@link dev.switchback.views.StoreUnavailableException} while they cannot be reached. */
public interface AccessTokens {
    /** All, revoked ones included, oldest first. */
    List<AccessToken> list();

    /** Stores a new token with its journal entry, unless the rules are against it. */
    CreateOutcome create(String name, Role role, String hash, String actor, String reason);

    /** Revokes a token with its journal entry, unless the rules are against it. */
    RevokeOutcome revoke(UUID id, String actor, String reason);

    sealed interface CreateOutcome {
        record Created(AccessToken token) implements CreateOutcome {}

        /** A token of that name is good already. */
        record NameTaken() implements CreateOutcome {}

        /** With the first token of the admin API it is closed; only an admin can make more. */
        record AdminFirst() implements CreateOutcome {}
    }

    /** How a revocation ended. */
    enum RevokeOutcome {
        REVOKED,
        NOT_FOUND,
        ALREADY_REVOKED,
        /** Without it nobody could make tokens any more. */
        LAST_ADMIN
    }
}
