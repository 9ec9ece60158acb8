package dev.switchback.query.barrier;

import java.util.ArrayDeque;
import java.util.Deque;

/** A row's lock: many may share it, or one has it alone; who comes first is served first. */
final class RowLock {
    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private int sharing;
    private boolean exclusive;

    private record Waiter(boolean alone, Runnable granted) {}

    void share(Runnable granted) {
        waiters.add(new Waiter(false, granted));
        grant();
    }

    void lock(Runnable granted) {
        waiters.add(new Waiter(true, granted));
        grant();
    }

    void unshare() {
        sharing--;
        grant();
    }

    void unlock() {
        exclusive = false;
        grant();
    }

    private void grant() {
        while (!waiters.isEmpty() && !exclusive && (sharing == 0 || !waiters.getFirst().alone)) {
            Waiter next = waiters.removeFirst();
            if (next.alone) {
                exclusive = true;
            } else {
                sharing++;
            }
            next.granted.run();
        }
    }
}
