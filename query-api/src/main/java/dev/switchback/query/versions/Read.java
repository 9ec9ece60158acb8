package dev.switchback.query.versions;

import dev.switchback.query.running.RunningQueries;

/** One request under way: what it is answered from, and the permit that keeps it there. Close it when nothing more is read. */
public final class Read implements AutoCloseable {
    private final Target target;
    private final RunningQueries.Permit permit;
    private final Runnable confirmation;

    Read(Target target, RunningQueries.Permit permit, Runnable confirmation) {
        this.target = target;
        this.permit = permit;
        this.confirmation = confirmation;
    }

    public Target target() {
        return target;
    }

    /**
     * Call it after the last read, before the answer is given: makes sure that nothing was removed meanwhile.
     *
     * @throws dev.switchback.query.problem.ProblemException {@code POINTER_UNAVAILABLE} where this server was cut off during the query
     *     and cannot tell
     * @throws dev.switchback.views.StoreUnavailableException where it was cut off and PostgreSQL does not answer
     */
    public void confirm() {
        confirmation.run();
    }

    @Override
    public void close() {
        permit.close();
    }
}
