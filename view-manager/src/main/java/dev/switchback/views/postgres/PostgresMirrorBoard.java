package dev.switchback.views.postgres;

import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.mirror.Mirror;
import dev.switchback.views.mirror.MirrorBoard;
import dev.switchback.views.mirror.MirrorCounts;
import java.util.List;
import javax.sql.DataSource;

/** Mirrors in PostgreSQL; one row per version, to which all servers add. */
public final class PostgresMirrorBoard implements MirrorBoard {
    private final Database database;

    public PostgresMirrorBoard(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    @Override
    public List<Mirror> mirrors() {
        return database.run(on -> on.list(
                """
                SELECT mirror.pipeline, mirror.version, mirror.share
                FROM mirror JOIN version ON version.pipeline = mirror.pipeline AND version.number = mirror.version
                WHERE mirror.share > 0 AND version.slot = ? ORDER BY mirror.pipeline, mirror.version""",
                row -> new Mirror(new VersionId(row.getString(1), row.getInt(2)), row.getDouble(3)),
                Slot.SHADOW.id()));
    }

    @Override
    public void report(VersionId version, MirrorCounts seen) {
        database.run(on -> on.update(
                """
                UPDATE mirror SET same = same + ?, different = different + ?, undecided = undecided + ?,
                refused = refused + ?, failed = failed + ?, dropped = dropped + ?,
                active_micros = active_micros + ?, mirror_micros = mirror_micros + ?
                WHERE pipeline = ? AND version = ?""",
                seen.same(),
                seen.different(),
                seen.undecided(),
                seen.refused(),
                seen.failed(),
                seen.dropped(),
                seen.activeMicros(),
                seen.mirrorMicros(),
                version.pipeline(),
                version.number()));
    }
}
