package dev.switchback.views.access;

import java.util.Locale;

/** What a token is good for. Persisted by {@link #id()}; an unknown id reads as {@link #UNKNOWN}, which is good for nothing. */
public enum Role {
    UNKNOWN(0),
    /** Reads the admin API. */
    VIEWER(1),
    /** Registers, replays, switches, rolls back and retires. */
    OPERATOR(2),
    /** All of it: tokens, jars of functions, leftovers. */
    ADMIN(3),
    /** A key of the query API. */
    QUERY(4);

    private final int id;

    Role(int id) {
        this.id = id;
    }

    public int id() {
        return id;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Role of(int id) {
        for (Role role : values()) {
            if (role.id == id) {
                return role;
            }
        }
        return UNKNOWN;
    }

    /** Whether a token of this role may do what needs the other one; those of the admin API may query too. */
    public boolean covers(Role needed) {
        return switch (this) {
            case UNKNOWN -> false;
            case QUERY -> needed == QUERY;
            case VIEWER, OPERATOR, ADMIN -> needed == QUERY || (needed != UNKNOWN && id >= needed.id);
        };
    }
}
