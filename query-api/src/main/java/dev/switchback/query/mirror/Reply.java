package dev.switchback.query.mirror;

import dev.switchback.query.request.ResultColumn;
import dev.switchback.query.request.Rows;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a version said to a query.
 *
 * @param watermark of the version in the store that was read
 */
public record Reply(Optional<Instant> watermark, Rows rows) {

    /** Whether both name the same columns and hold the same values in the same order; a number's scale is no difference. */
    boolean hasRowsOf(Reply other) {
        return names(rows).equals(names(other.rows))
                && rows.truncated() == other.rows.truncated()
                && sameRows(rows.rows(), other.rows.rows());
    }

    private static List<String> names(Rows rows) {
        return rows.columns().stream().map(ResultColumn::name).toList();
    }

    private static boolean sameRows(List<@Nullable Object[]> mine, List<@Nullable Object[]> theirs) {
        if (mine.size() != theirs.size()) {
            return false;
        }
        for (int i = 0; i < mine.size(); i++) {
            for (int column = 0; column < mine.get(i).length; column++) {
                if (!same(mine.get(i)[column], theirs.get(i)[column])) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean same(@Nullable Object mine, @Nullable Object theirs) {
        return (mine instanceof BigDecimal number && theirs instanceof BigDecimal other)
                ? number.compareTo(other) == 0
                : Objects.equals(mine, theirs);
    }
}
