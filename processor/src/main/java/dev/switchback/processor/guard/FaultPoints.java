package dev.switchback.processor.guard;

/** Told of every {@link FaultPoint} as it is reached; a crash test throws an Error there. Thread-safe. */
@FunctionalInterface
public interface FaultPoints {
    FaultPoints NONE = (point, partition) -> {};

    /** @param partition of the source topic; -1 for {@link FaultPoint#BEFORE_KAFKA_COMMIT} */
    void reached(FaultPoint point, int partition);
}
