package dev.switchback.views.pointer;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The query servers' side of the active pointer. Thread-safe. Methods throw {@link dev.switchback.views.StoreUnavailableException} while the
 * store cannot be reached.
 */
public interface PointerLeases {
    /**
     * Registers the server or renews its lease, and reads every pipeline's row under a share lock in the same transaction, so that a flip
     * either waits for this transaction and sees the lease, or is seen by it. The caller counts {@code lease} from before this call.
     */
    List<Pointer> renew(UUID server, Duration lease);

    /**
     * Reads every pipeline's row under a share lock, as {@link #renew} does, and leaves the lease as it is: what is read may be used as long as
     * the lease that was had before the call runs, and not longer. Faster than a renewal, since nothing of it has to be durable.
     */
    List<Pointer> look();

    /**
     * Tells the controller that the server holds new queries of the pipeline. The preparation may be over already; that is harmless. The store
     * may forget it in a crash, which costs a try.
     */
    void acknowledge(UUID server, String pipeline, long preparation);

    /** Reads one row under a share lock: waits for a flip in progress. */
    Pointer readSettled(String pipeline);

    /** Ends the lease: the server answers nothing any more. */
    void release(UUID server);

    /**
     * Calls {@code listener} with a pipeline's name soon after its row changed, on a thread of the adapter's; notifications may be lost
     * while the store cannot be reached (the lease makes that safe), and {@code listener} is called with {@code "*"} after a reconnect.
     *
     * @return ends the subscription when closed
     */
    AutoCloseable listen(Consumer<String> listener);
}
