package dev.switchback.query.barrier;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Actors that run one at a time, each up to its next {@link Actor#pause}, in the order that the test chooses: every run is repeatable. */
final class Turns implements AutoCloseable {
    private final Semaphore back = new Semaphore(0);
    private final List<Thread> threads = new ArrayList<>();
    private volatile @Nullable Throwable failure;

    Actor add(Body body) {
        Actor actor = new Actor();
        threads.add(Thread.ofVirtual().start(() -> {
            try {
                actor.go.acquire();
                body.run(actor);
            } catch (InterruptedException | Ended e) {
                return;
            } catch (Throwable e) {
                failure = e;
            }
            back.release();
        }));
        return actor;
    }

    /** Lets an actor go on to its next pause. */
    void step(Actor actor) throws InterruptedException {
        actor.go.release();
        back.acquire();
        Throwable failed = failure;
        if (failed != null) {
            throw new AssertionError("an actor failed", failed);
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }

    interface Body {
        void run(Actor actor);
    }

    /** The test is over. */
    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    final class Actor {
        private final Semaphore go = new Semaphore(0);

        void pause() {
            back.release();
            try {
                go.acquire();
            } catch (InterruptedException e) {
                throw new Ended();
            }
        }
    }
}
