package dev.switchback.control.step;

import dev.switchback.views.VersionId;
import dev.switchback.views.run.RunBoard;
import dev.switchback.views.run.RunOrder;

/** Gives orders to processors, without repeating one that stands. Thread-safe. */
final class Orders {
    static final RunOrder PAUSED = new RunOrder(true, RunOrder.FULL_SPEED.eventsPerSecond());

    private final RunBoard board;

    Orders(RunBoard board) {
        this.board = board;
    }

    void ensure(VersionId version, RunOrder order) {
        if (!board.order(version).equals(order)) {
            board.give(version, order);
        }
    }
}
