package dev.switchback.control.step;

import dev.switchback.control.launch.ProcessorLauncher;
import dev.switchback.control.source.SourceLog;
import dev.switchback.views.Slot;
import dev.switchback.views.session.SessionNames;

/** Takes away what a version built. The version's slot is not touched. Every step may be repeated. */
public final class Remains {
    private final Stores stores;
    private final SourceLog log;
    private final ProcessorLauncher launcher;
    private final Boundaries boundaries;

    public Remains(Stores stores, SourceLog log, ProcessorLauncher launcher, Boundaries boundaries) {
        this.stores = stores;
        this.log = log;
        this.launcher = launcher;
        this.boundaries = boundaries;
    }

    /** Orders the version's processor to stop; returns whether it has. */
    public boolean stopped(Plans.Planned version) {
        launcher.ensureStopped(version.id());
        return !launcher.running().contains(version.id());
    }

    /**
     * Makes sure that nobody reads what is to be removed (promise P9): a shadow version leaves its slot, so that no query begins on it, and
     * those that run are waited for.
     *
     * @param at where this happens, for the boundaries' names
     * @return whether none is left
     */
    boolean unread(Plans.Planned version, String at) {
        if (version.version().slot() == Slot.SHADOW) {
            // The drain first: where this controller ends between the two, the step is repeated with it.
            stores.drains().begin(version.id());
            boundaries.pass(at + ".drain");
            if (!stores.catalog().moveSlot(version.id(), Slot.SHADOW, Slot.REGISTERED)) {
                return false;
            }
            boundaries.pass(at + ".slot");
        }
        return stores.drains().awaited(version.id()).isEmpty();
    }

    /**
     * Removes tables, live keys, ledger rows, orders and reports, topics of sessions, and the consumer groups. The ledger goes after the tables: as long as it is
     * there, it says what may be in them.
     *
     * @param at where this happens, for the boundaries' names
     * @return whether the consumer groups and topics went too; if not, a group still has members, or a topic takes its time
     */
    public boolean remove(Plans.Planned version, String at) {
        stores.history().drop(version.id(), version.plan());
        boundaries.pass(at + ".history");
        stores.live().drop(version.id(), version.version().liveShards());
        boundaries.pass(at + ".live");
        stores.ledger().drop(version.id());
        stores.sessions().drop(version.id());
        boundaries.pass(at + ".ledger");
        stores.drains().end(version.id());
        stores.board().drop(version.id());
        boolean sessionsGone = removeSessions(version);
        return log.removeGroup(group(version)) == SourceLog.GroupRemoval.GONE && sessionsGone;
    }

    /**
     * Removes what views of sessions have in Kafka: their topic, the changelogs of their state, their consumer group. A version that is
     * built again must find none of it: there its state would begin.
     *
     * @return whether all is gone; topics take a moment
     */
    boolean removeSessions(Plans.Planned version) {
        if (!version.plan().hasSessions()) {
            return true;
        }
        String name = SessionNames.topic(version.id());
        boolean topics = log.removeTopics(name, topic -> SessionNames.isOf(version.id(), topic));
        return log.removeGroup(name) == SourceLog.GroupRemoval.GONE && topics;
    }

    /** The consumer group of a version's processor (DESIGN.md section 5). */
    static String group(Plans.Planned version) {
        return "switchback." + version.id().pipeline() + ".v" + version.id().number();
    }
}
