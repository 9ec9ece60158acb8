package dev.switchback.control.access;

import dev.switchback.views.access.Role;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A token, without its text, which nobody knows but its holder.
 *
 * @param name whose it is; the journal's actor
 * @param revokedAt empty while it is good
 */
public record AccessToken(
        UUID id, String name, Role role, Instant createdAt, String createdBy, Optional<Instant> revokedAt) {}
