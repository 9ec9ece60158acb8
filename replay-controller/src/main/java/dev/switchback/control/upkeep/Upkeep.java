package dev.switchback.control.upkeep;

import dev.switchback.control.command.ControlException;
import dev.switchback.control.command.ErrorCode;
import dev.switchback.control.loop.Chores;
import dev.switchback.control.loop.Wakeup;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What the event loop does beside its steps: a regular look, and work that others hand in because it must not run while a version is built. {@link
 * #inTurn} is for all threads but the event loop's.
 */
public final class Upkeep implements Chores {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Runnable look;
    private final Wakeup wakeup;
    private final Queue<Runnable> handedIn = new ConcurrentLinkedQueue<>();

    public Upkeep(Runnable look, Wakeup wakeup) {
        this.look = look;
        this.wakeup = wakeup;
    }

    @Override
    public void look() {
        look.run();
    }

    @Override
    public Optional<Runnable> handedIn() {
        return Optional.ofNullable(handedIn.poll());
    }

    /**
     * Has the event loop run the work, and waits for its result.
     *
     * @throws ControlException {@link ErrorCode#NOT_LEADING} where the loop did not come to it, since this controller lost its lead, or a store
     *     hangs
     */
    public <T> T inTurn(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable task = () -> {
            // Nobody waits any more where it was cancelled.
            if (!result.isDone()) {
                try {
                    result.complete(work.get());
                } catch (RuntimeException e) {
                    result.completeExceptionally(e);
                } catch (Error e) {
                    result.completeExceptionally(e);
                    throw e;
                }
            }
        };
        handedIn.add(task);
        wakeup.call();
        try {
            return result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new CompletionException(e);
        } catch (TimeoutException e) {
            result.cancel(false);
            throw new ControlException(
                    ErrorCode.NOT_LEADING,
                    "The controller did not come to it; perhaps it has lost its lead, or a store does not answer.");
        } catch (InterruptedException e) {
            result.cancel(false);
            Thread.currentThread().interrupt();
            throw new ControlException(ErrorCode.INTERNAL, "Interrupted while waiting for the event loop.");
        } finally {
            handedIn.remove(task);
        }
    }
}
