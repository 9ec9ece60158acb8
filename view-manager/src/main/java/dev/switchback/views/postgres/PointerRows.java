package dev.switchback.views.postgres;

import dev.switchback.views.pointer.Pointer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalInt;

/** Rows of the active pointer. */
final class PointerRows {
    /** Channel of notifications; the payload is the pipeline's name. */
    static final String CHANNEL = "switchback_pointer";

    static final String NOTIFY = "SELECT pg_notify('" + CHANNEL + "', ?)";

    /**
     * What {@link #pointer} reads. The clock is read once per row: the milliseconds left are positive exactly while the deadline has not
     * passed.
     */
    private static final String STATE = """
        version, epoch, preparation, preparing_version,
        ceil(extract(epoch FROM deadline - clock_timestamp()) * 1000)::bigint AS millis_left\
        """;

    static final String COLUMNS = "pipeline, " + STATE;

    static final String SELECT = "SELECT " + COLUMNS + " FROM active_pointer";

    /** Without the name, whose length the driver does not know: it would send such a statement in a message of its own. */
    static final String SELECT_STATE = "SELECT " + STATE + " FROM active_pointer WHERE pipeline = ?";

    private PointerRows() {}

    static Pointer pointer(ResultSet row) throws SQLException {
        return pointer(row.getString("pipeline"), row);
    }

    /** The rest of it, of the pipeline that was asked for. */
    static Pointer pointer(String pipeline, ResultSet row) throws SQLException {
        OptionalInt version = Statements.optionalInt(row, "version");
        OptionalInt preparing = Statements.optionalInt(row, "preparing_version");
        long millisLeft = row.getLong("millis_left");
        return new Pointer(
                pipeline,
                version,
                row.getLong("epoch"),
                preparing.isPresent() && millisLeft > 0
                        ? Optional.of(
                                new Pointer.Preparation(row.getLong("preparation"), preparing.getAsInt(), millisLeft))
                        : Optional.empty());
    }

    /** A pipeline that was never registered. */
    static Pointer none(String pipeline) {
        return new Pointer(pipeline, OptionalInt.empty(), 0, Optional.empty());
    }
}
