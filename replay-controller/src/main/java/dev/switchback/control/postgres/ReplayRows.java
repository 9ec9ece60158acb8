package dev.switchback.control.postgres;

import dev.switchback.control.json.Json;
import dev.switchback.control.replay.Failure;
import dev.switchback.control.replay.Fence;
import dev.switchback.control.replay.Findings;
import dev.switchback.control.replay.Progress;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayRequest;
import dev.switchback.control.replay.ReplayState;
import dev.switchback.control.replay.SwitchMode;
import dev.switchback.control.replay.Throttle;
import dev.switchback.views.VersionId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Replays as rows, and back. */
final class ReplayRows {
    static final String COLUMNS =
            "id, pipeline, version, state, revision, request, switch_mode, planned_epoch, fence, progress, failure,"
                    + " idempotency_key, requested_at, deadline, resume_to, throttle, findings";

    private ReplayRows() {}

    static Replay read(ResultSet row) throws SQLException {
        return new Replay(
                row.getObject("id", UUID.class),
                new VersionId(row.getString("pipeline"), row.getInt("version")),
                ReplayState.of(row.getInt("state")),
                row.getLong("revision"),
                Json.read(row.getString("request"), ReplayRequest.class),
                SwitchMode.of(row.getString("switch_mode")),
                Optional.ofNullable(row.getObject("planned_epoch", Long.class)).stream()
                        .mapToLong(Long::longValue)
                        .findFirst(),
                json(row, "fence", Fence.class),
                json(row, "progress", Progress.class).orElse(Progress.NONE),
                json(row, "failure", Failure.class),
                Optional.ofNullable(row.getString("idempotency_key")),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("deadline", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.getObject("resume_to", Integer.class)).map(ReplayState::of),
                json(row, "throttle", Throttle.class).orElse(Throttle.NONE),
                json(row, "findings", Findings.class).orElse(Findings.NONE));
    }

    private static <T> Optional<T> json(ResultSet row, String column, Class<T> type) throws SQLException {
        return Optional.ofNullable(row.getString(column)).map(text -> Json.read(text, type));
    }

    static Object timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static Object timestamp(Optional<Instant> instant) {
        return instant.map(ReplayRows::timestamp).orElse(new Transactions.Absent(Types.TIMESTAMP_WITH_TIMEZONE));
    }

    static Object json(Optional<?> value) {
        return value.<Object>map(Json::write).orElse(new Transactions.Absent(Types.VARCHAR));
    }

    static Object text(Optional<String> value) {
        return value.<Object>map(text -> text).orElse(new Transactions.Absent(Types.VARCHAR));
    }

    /** SQL NULL for a mode that only a newer build knows: what is stored has to stay. */
    static Object mode(SwitchMode mode) {
        return mode == SwitchMode.UNKNOWN ? new Transactions.Absent(Types.VARCHAR) : mode.word();
    }

    static Object number(OptionalLong value) {
        return value.isPresent() ? (Object) value.getAsLong() : new Transactions.Absent(Types.BIGINT);
    }

    static Object state(Optional<ReplayState> value) {
        return value.<Object>map(ReplayState::id).orElse(new Transactions.Absent(Types.INTEGER));
    }
}
