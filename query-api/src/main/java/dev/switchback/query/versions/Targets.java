package dev.switchback.query.versions;

import dev.switchback.query.barrier.ActivePointers;
import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.views.VersionId;
import dev.switchback.views.pointer.Pointer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Decides, once per request, which version answers. Thread-safe. */
public final class Targets {
    /** What a pipeline may be called; nothing else is worth a question to PostgreSQL. */
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");

    private final ActivePointers pointers;
    private final VersionDirectory directory;

    public Targets(ActivePointers pointers, VersionDirectory directory) {
        this.pointers = pointers;
        this.directory = directory;
    }

    /**
     * May wait while a switch is being prepared.
     *
     * @param pinned the version that the caller asks for
     * @param minEpoch the epoch that the pointer must have at least
     * @throws ProblemException see {@link ActivePointers#resolve}; unknown pipeline or version; nothing active
     */
    public Target resolve(String pipeline, OptionalInt pinned, OptionalLong minEpoch) {
        if (!NAME.matcher(pipeline).matches()) {
            throw directory.unknownPipeline();
        }
        Optional<Pointer> pointer = pointers.resolve(pipeline, minEpoch);
        if (pointer.isEmpty() && !directory.exists(pipeline)) {
            throw directory.unknownPipeline();
        }
        long epoch = pointer.map(Pointer::epoch).orElse(0L);
        if (pinned.isPresent()) {
            return new Target(directory.pinned(new VersionId(pipeline, pinned.getAsInt())), epoch);
        }
        OptionalInt active = pointer.map(Pointer::version).orElse(OptionalInt.empty());
        if (active.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.NO_ACTIVE_VERSION,
                    pipeline + " has no active version yet; switch to one, or name one by version=");
        }
        return new Target(directory.planned(new VersionId(pipeline, active.getAsInt())), epoch);
    }
}
