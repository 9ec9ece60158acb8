package dev.switchback.query.barrier;

import dev.switchback.views.pointer.Pointer;

/** What a server knows, at one moment, about answering queries of one pipeline. */
public sealed interface Resolution {
    /** Answer from this pointer. */
    record Serve(Pointer pointer) implements Resolution {}

    /** A switch is being prepared: wait. */
    record Hold(Pointer pointer) implements Resolution {}

    /** Nothing known may be used any more: wait until the rows were read again. */
    record LeaseOver() implements Resolution {}

    /** The rows were read, and the pipeline has none. */
    record Unknown() implements Resolution {}
}
