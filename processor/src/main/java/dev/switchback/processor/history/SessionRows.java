package dev.switchback.processor.history;

import dev.switchback.processor.aggregate.SessionDelta;
import dev.switchback.processor.aggregate.ViewEvent;
import dev.switchback.views.plan.ViewPlan;

/**
 * What a batch brings to a view of sessions. It goes to the table by way of the {@link SessionOutlet}, since a session's events may come
 * from several batches and partitions.
 */
public final class SessionRows implements ViewRows {
    private final int position;
    private final InsertTarget target;
    private final SessionDelta delta;

    /** @param position of the view in the plan */
    SessionRows(int position, InsertTarget target, ViewPlan.Aggregate view) {
        this.position = position;
        this.target = target;
        this.delta = new SessionDelta(view);
    }

    /** Position of the view in the plan. */
    public int position() {
        return position;
    }

    public SessionDelta sessions() {
        return delta;
    }

    @Override
    public InsertTarget target() {
        return target;
    }

    @Override
    public boolean hasRoom(ViewEvent event) {
        return delta.hasRoom(event.output());
    }

    @Override
    public void add(ViewEvent event, int partition, long offset) {
        delta.add(event);
    }

    @Override
    public int weight() {
        return delta.weight();
    }

    @Override
    public int bytes() {
        return 0;
    }

    @Override
    public void writeTo(RowBinary out, int cut) {
        throw new UnsupportedOperationException("sessions are not written by batches");
    }

    @Override
    public void clear() {
        delta.clear();
    }
}
