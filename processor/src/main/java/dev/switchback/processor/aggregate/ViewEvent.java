package dev.switchback.processor.aggregate;

import dev.switchback.processor.decode.BadEventException;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.program.RowEvaluationException;
import dev.switchback.views.program.RowProgram;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The newest event as one view sees it; reused from event to event. Not thread-safe. */
public final class ViewEvent {
    private final ViewPlan view;
    private final RowProgram program;
    private final @Nullable Object[] output;
    private final int dimensions;
    private final EventWindows windows;
    private final int[] hashes;
    private boolean kept;

    ViewEvent(ViewPlan view) {
        this.view = view;
        this.program = view.program().get();
        this.output = new Object[program.outputs()];
        switch (view) {
            case ViewPlan.Aggregate aggregate -> {
                this.dimensions = aggregate.dimensions().size();
                this.windows = new EventWindows(aggregate.window());
            }
            case ViewPlan.Rows rows -> {
                this.dimensions = 0;
                this.windows = new EventWindows(Optional.empty());
            }
        }
        this.hashes = new int[windows.most()];
    }

    void read(@Nullable Object[] row, long eventTime) throws BadEventException {
        try {
            kept = program.evaluate(row, output);
        } catch (RowEvaluationException e) {
            throw new BadEventException(
                    BadEventException.Reason.EXPRESSION, "view " + view.name() + ": " + e.getMessage());
        }
        if (kept && view instanceof ViewPlan.Aggregate) {
            windows.read(eventTime);
            int key = GroupTable.hash(output, dimensions);
            for (int i = 0; i < windows.count(); i++) {
                hashes[i] = GroupTable.hash(windows.start(i), key);
            }
        }
    }

    /** Whether the event passed the view's WHERE; the rest means something only then. */
    public boolean kept() {
        return kept;
    }

    /** How many windows the event is in, and so how many rows of the view it counts in; 1 for a view without windows. */
    public int windows() {
        return windows.count();
    }

    /** Start of the event's window {@code i} below {@link #windows()}, epoch milliseconds, or {@link ViewDelta#NO_WINDOW}. */
    public long window(int i) {
        return windows.start(i);
    }

    /** The program's output slots; not to be kept. */
    public @Nullable Object[] output() {
        return output;
    }

    int hash(int i) {
        return hashes[i];
    }
}
