package dev.switchback.control.step;

import dev.switchback.control.replay.Failure;
import dev.switchback.control.replay.Progress;
import java.util.Optional;

/**
 * Where a version stands against its fence and against the log.
 *
 * @param processed offsets processed since the start, over all partitions
 * @param fencePassed whether every partition's settled position has reached the fence
 * @param broken why the replay cannot go on, if so
 */
record Measurement(Progress progress, long processed, boolean fencePassed, Optional<Failure> broken) {}
