package dev.switchback.views.postgres;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/** A connection to a server that has become read-only is of no use any more: the pool drops it, and finds the new primary. Made by the pool. */
public final class ReadOnlyEviction implements SQLExceptionOverride {
    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return PostgresRole.isReadOnly(failure) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
