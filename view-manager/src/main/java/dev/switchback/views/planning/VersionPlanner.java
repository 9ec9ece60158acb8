package dev.switchback.views.planning;

import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.functions.FunctionJar;
import dev.switchback.views.functions.FunctionLibrary;
import dev.switchback.views.functions.FunctionLoader;
import dev.switchback.views.functions.JarStore;
import dev.switchback.views.manifest.Manifest;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.sql.Planner;
import java.util.Map;

/**
 * Plans registered versions with the jars that they were registered with; the jars are asked for only where a manifest has functions. Runs
 * no code of theirs. Thread-safe.
 */
public final class VersionPlanner {
    private final JarStore jars;
    private final ManifestReader reader = new ManifestReader();
    private final Planner planner = new Planner();

    public VersionPlanner(JarStore jars) {
        this.jars = jars;
    }

    /**
     * A plan for those who read: its programs are not run.
     *
     * @throws ManifestException where this release refuses the manifest
     * @throws dev.switchback.views.StoreUnavailableException while the jars cannot be had
     */
    public PipelinePlan plan(RegisteredVersion version) throws ManifestException {
        try (RunnablePlan runnable = open(version)) {
            return runnable.plan();
        }
    }

    /**
     * A plan whose programs may be run until it is closed. Throws as {@link #plan} does.
     */
    public RunnablePlan open(RegisteredVersion version) throws ManifestException {
        Manifest manifest = reader.read(version.manifest());
        Map<String, FunctionJar> bound = manifest.functions().isEmpty() ? Map.of() : jars.of(version.id());
        FunctionLibrary functions = FunctionLoader.load(manifest, bound);
        return new RunnablePlan(planner.plan(manifest, functions), functions);
    }

    /** A plan and the functions that its programs call. */
    public record RunnablePlan(PipelinePlan plan, FunctionLibrary functions) implements AutoCloseable {
        @Override
        public void close() {
            functions.close();
        }
    }
}
