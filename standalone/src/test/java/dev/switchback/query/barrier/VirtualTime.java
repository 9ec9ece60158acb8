package dev.switchback.query.barrier;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Events in the order of a simulated clock, and actors: code that blocks, each on a thread of its own, of which exactly one runs at a time. What
 * happens depends on the events alone, so a run can be repeated. To be used by one thread, and by the actors that it runs.
 */
final class VirtualTime implements AutoCloseable {
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<Actor> actors = new ArrayList<>();
    private final Thread owner = Thread.currentThread();
    private volatile boolean ownersTurn = true;
    private @Nullable Throwable failure;
    private long now;
    private long scheduled;

    /** Microseconds since the run began. */
    long now() {
        return now;
    }

    /** Runs {@code action} after so many microseconds. */
    void after(long micros, Runnable action) {
        events.add(new Event(now + micros, scheduled++, action));
    }

    /** Runs all events up to this time. */
    void runUntil(long end) {
        while (!events.isEmpty() && events.peek().time <= end) {
            Event event = events.poll();
            now = event.time;
            event.action.run();
            Throwable failed = failure;
            if (failed != null) {
                throw new AssertionError(failed.getMessage(), failed);
            }
        }
        now = end;
    }

    /** An actor that begins with the next event. */
    Actor start(Runnable body) {
        Actor actor = new Actor(body);
        actors.add(actor);
        after(0, actor::resume);
        return actor;
    }

    @Override
    public void close() {
        actors.forEach(Actor::end);
    }

    private record Event(long time, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    /** The actor's process was killed. */
    private static final class Ended extends Error {
        private static final long serialVersionUID = 1L;

        Ended() {
            super("ended", null, false, false);
        }
    }

    /** Code that runs until it yields, and goes on when it is resumed. */
    final class Actor {
        private final Thread thread;
        private volatile boolean turn;
        private volatile boolean ended;
        private volatile boolean over;

        private Actor(Runnable body) {
            this.thread = Thread.ofVirtual().unstarted(() -> {
                try {
                    awaitTurn();
                    body.run();
                } catch (Ended e) {
                    // As ordered.
                } catch (Throwable e) {
                    failure = e;
                } finally {
                    over = true;
                    ownersTurn = true;
                    LockSupport.unpark(owner);
                }
            });
            thread.start();
        }

        /** Lets it run to its next {@link #suspend}; for the owner. */
        void resume() {
            if (over) {
                return;
            }
            ownersTurn = false;
            turn = true;
            LockSupport.unpark(thread);
            while (!ownersTurn) {
                LockSupport.park();
            }
        }

        /** Waits to be resumed; for the actor. */
        void suspend() {
            turn = false;
            ownersTurn = true;
            LockSupport.unpark(owner);
            awaitTurn();
        }

        private void awaitTurn() {
            while (!turn) {
                LockSupport.park();
            }
            if (ended) {
                throw new Ended();
            }
        }

        /** It goes on no more; the next thing that it does is to end. For the owner. */
        void end() {
            ended = true;
            resume();
        }
    }
}
