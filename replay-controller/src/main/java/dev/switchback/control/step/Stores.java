package dev.switchback.control.step;

import dev.switchback.views.VersionId;
import dev.switchback.views.catalog.VersionCatalog;
import dev.switchback.views.history.HistoryStore;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.SinkLedger;
import dev.switchback.views.live.LiveStore;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.pointer.PointerControl;
import dev.switchback.views.reader.Drains;
import dev.switchback.views.run.RunBoard;
import dev.switchback.views.session.SessionLedger;
import dev.switchback.views.session.SessionProgress;
import java.util.Map;

/** The stores of the versions, as the controller needs them. */
public record Stores(
        VersionCatalog catalog,
        PointerControl pointer,
        SinkLedger ledger,
        SessionProgress sessions,
        HistoryStore history,
        LiveStore live,
        RunBoard board,
        Drains drains) {

    /** What a version's tables hold, all of them: with views of sessions, whose tables follow, those are the last. */
    public Map<Integer, LedgerEntry> held(VersionId version, PipelinePlan plan) {
        return plan.hasSessions() ? new SessionLedger(ledger, sessions).read(version) : ledger.read(version);
    }
}
