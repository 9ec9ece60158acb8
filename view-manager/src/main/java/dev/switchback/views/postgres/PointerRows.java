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
    static final String COLUMNS = """
            pipeline, version, epoch, preparation, preparing_version,
            ceil(extract(epoch FROM deadline - clock_timestamp()) * 1000)::bigint AS millis_left""";

    static final String SELECT = "SELECT " + COLUMNS + " FROM active_pointer";

    private PointerRows() {}

    static Pointer pointer(ResultSet row) throws SQLException {
        OptionalInt version = Statements.optionalInt(row, "version");
        OptionalInt preparing = Statements.optionalInt(row, "preparing_version");
        long millisLeft = row.getLong("millis_left");
        return new Pointer(
                row.getString("pipeline"),
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
