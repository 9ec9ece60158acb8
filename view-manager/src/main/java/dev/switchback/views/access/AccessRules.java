package dev.switchback.views.access;

import java.util.Map;

/**
 * The tokens as they were a moment ago.
 *
 * @param adminConfigured whether a token of the admin API was ever made, revoked ones included: from then on it wants one
 * @param queryConfigured the same of keys of the query API
 * @param grants of tokens that are not revoked, by the hash of their text
 */
public record AccessRules(boolean adminConfigured, boolean queryConfigured, Map<String, Grant> grants) {
    public AccessRules {
        grants = Map.copyOf(grants);
    }

    /** @param name whose token it is; the journal's actor */
    public record Grant(String name, Role role) {}
}
