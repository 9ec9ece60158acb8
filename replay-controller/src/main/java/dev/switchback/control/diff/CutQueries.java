package dev.switchback.control.diff;

import dev.switchback.views.StoreException;
import dev.switchback.views.history.HistorySchema;
import dev.switchback.views.ledger.Cut;
import dev.switchback.views.ledger.CutLedger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Asks for what was at a cut, and has it kept meanwhile (ADR 150). Thread-safe. */
public final class CutQueries {
    /** To ask for one view again, and for the way to the next. */
    private static final Duration MARGIN = Duration.ofMinutes(1);
    /** A statement is torn only if it began within the milliseconds between two inserts of one flush. */
    private static final int TRIES = 5;

    private final HistoryQueries queries;
    private final CutLedger cuts;
    private final Duration limit;

    /** @param limit for each statement; {@code queries} must not hang up before */
    public CutQueries(HistoryQueries queries, CutLedger cuts, Duration limit) {
        this.queries = queries;
        this.cuts = cuts;
        this.limit = limit;
    }

    /**
     * The one row of the answer.
     *
     * @throws dev.switchback.views.StoreUnavailableException while a store cannot be reached, or takes longer than the limit
     * @throws StoreException where the store refuses the statement, or the cut was not kept until now
     */
    Map<String, Optional<String>> row(Cut cut, String select) {
        boolean kept = cuts.keep(cut, limit.plus(MARGIN));
        Map<String, Optional<String>> row = whole(select, TRIES);
        if (kept && cuts.keep(cut, limit.plus(MARGIN))) {
            return row;
        }
        throw new StoreException("The cut was not kept for as long as the comparison took; compare again.");
    }

    private Map<String, Optional<String>> whole(String select, int tries) {
        try {
            return queries.rows(select, limit, 1).getFirst();
        } catch (StoreException e) {
            if (tries > 1 && String.valueOf(e.getMessage()).contains(HistorySchema.TORN)) {
                return whole(select, tries - 1);
            }
            throw e;
        }
    }
}
