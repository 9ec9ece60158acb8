package dev.switchback.control.command;

import dev.switchback.control.journal.Journal;
import dev.switchback.control.step.Plans;
import dev.switchback.views.Slot;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.catalog.Bindings;
import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.catalog.Registration;
import dev.switchback.views.catalog.VersionCatalog;
import dev.switchback.views.functions.FunctionJar;
import dev.switchback.views.functions.FunctionLibrary;
import dev.switchback.views.functions.FunctionLoader;
import dev.switchback.views.functions.JarStore;
import dev.switchback.views.functions.guard.DeterminismGuard;
import dev.switchback.views.manifest.Fingerprint;
import dev.switchback.views.manifest.FunctionDefinition;
import dev.switchback.views.manifest.Manifest;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestProblem;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.manifest.ViewDefinition;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.registry.SchemaCheck;
import dev.switchback.views.sql.Planner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Registers manifests as versions. Thread-safe. */
public final class Registrations {
    private final VersionCatalog catalog;
    private final JarStore jars;
    private final SchemaCheck schemas;
    private final Plans plans;
    private final Journal journal;
    private final int liveShards;
    private final ManifestReader reader = new ManifestReader();
    private final Planner planner = new Planner();

    /**
     * @param schemas what columns are compared with
     * @param liveShards hash shards of the live keys of new versions
     */
    public Registrations(
            VersionCatalog catalog, JarStore jars, SchemaCheck schemas, Plans plans, Journal journal, int liveShards) {
        this.catalog = catalog;
        this.jars = jars;
        this.schemas = schemas;
        this.plans = plans;
        this.journal = journal;
        this.liveShards = liveShards;
    }

    /**
     * Reads, plans and registers a manifest, with the newest content of the jars that it names.
     *
     * @param pipeline as the caller named it; the manifest has to name the same
     * @throws ControlException {@link ErrorCode#INVALID_MANIFEST} with the list of problems
     *     or {@link ErrorCode#STORE_UNAVAILABLE} while a schema registry that is needed does not answer
     * @throws StoreUnavailableException while the catalog does not answer
     */
    public Registered register(String pipeline, String yaml, String actor) {
        Manifest manifest;
        PipelinePlan plan;
        Map<String, FunctionJar> named;
        OptionalInt readerSchema;
        try {
            manifest = reader.read(yaml);
            if (!manifest.pipeline().equals(pipeline)) {
                throw new ManifestException(List.of(new ManifestProblem(
                        ManifestProblem.Code.INVALID_VALUE,
                        "pipeline",
                        0,
                        0,
                        "the manifest is for the pipeline " + manifest.pipeline() + ", and was sent to " + pipeline,
                        "send it to /v1/pipelines/" + manifest.pipeline() + "/versions")));
            }
            named = jars(manifest);
            plan = plan(manifest, named);
            DeterminismGuard.check(manifest, named);
            readerSchema = readerSchema(manifest, yaml);
        } catch (ManifestException e) {
            throw new ControlException(
                    ErrorCode.INVALID_MANIFEST, "The manifest was refused.", Map.of("problems", e.problems()));
        }
        Map<String, String> hashes = hashes(named);
        Registration registration = catalog.register(
                pipeline, yaml, Fingerprint.of(manifest, hashes), liveShards, new Bindings(hashes, readerSchema));
        RegisteredVersion version = registration.version();
        Optional<Changes> changes = changes(version, manifest, hashes, plan);
        return switch (registration) {
            case Registration.Created created -> {
                journal.write(
                        pipeline,
                        Optional.empty(),
                        actor,
                        "version_registered",
                        Map.of("version", version.id().number(), "fingerprint", version.fingerprint()));
                yield new Registered(version, true, changes);
            }
            case Registration.AlreadyRegistered same -> new Registered(version, false, changes);
        };
    }

    private OptionalInt readerSchema(Manifest manifest, String yaml) throws ManifestException {
        try {
            return schemas.check(manifest, yaml);
        } catch (StoreUnavailableException e) {
            // In its own words: it may be the address or the credentials that have to be mended.
            throw new ControlException(
                    ErrorCode.STORE_UNAVAILABLE, e.getMessage() + " Nothing was registered; try again.");
        }
    }

    private Map<String, FunctionJar> jars(Manifest manifest) {
        Set<String> names =
                manifest.functions().stream().map(FunctionDefinition::jar).collect(Collectors.toSet());
        return names.isEmpty() ? Map.of() : jars.newest(manifest.pipeline(), names);
    }

    private PipelinePlan plan(Manifest manifest, Map<String, FunctionJar> named) throws ManifestException {
        try (FunctionLibrary functions = FunctionLoader.load(manifest, named)) {
            return planner.plan(manifest, functions);
        }
    }

    private static Map<String, String> hashes(Map<String, FunctionJar> named) {
        return named.values().stream().collect(Collectors.toMap(FunctionJar::name, FunctionJar::sha256));
    }

    private Optional<Changes> changes(
            RegisteredVersion version, Manifest manifest, Map<String, String> hashes, PipelinePlan plan) {
        return catalog.versions(version.id().pipeline()).stream()
                .filter(other -> other.slot() == Slot.ACTIVE)
                .filter(other -> !other.id().equals(version.id()))
                .findFirst()
                .map(active -> against(active, manifest, hashes, plan));
    }

    private Changes against(
            RegisteredVersion active, Manifest manifest, Map<String, String> hashes, PipelinePlan plan) {
        Manifest before = read(active);
        Map<String, FunctionJar> bound = before.functions().isEmpty() ? Map.of() : jars.of(active.id());
        FunctionChanges functions = new FunctionChanges(
                FunctionChanges.meanings(before, hashes(bound)), FunctionChanges.meanings(manifest, hashes));
        return Changes.between(
                active.id().number(),
                plans.of(active).plan(),
                plan,
                functions.list(),
                view -> differ(definition(manifest, view), definition(before, view), functions));
    }

    private Manifest read(RegisteredVersion version) {
        try {
            return reader.read(version.manifest());
        } catch (ManifestException e) {
            throw new IllegalStateException("the manifest of " + version.id() + " is refused by this release", e);
        }
    }

    private static @Nullable ViewDefinition definition(Manifest manifest, String view) {
        return manifest.views().stream()
                .filter(definition -> definition.name().equals(view))
                .findFirst()
                .orElse(null);
    }

    private static boolean differ(@Nullable ViewDefinition a, @Nullable ViewDefinition b, FunctionChanges functions) {
        return a == null
                || b == null
                || functions.touch(a)
                || !a.sql().strip().equals(b.sql().strip())
                || !a.live().equals(b.live())
                || !a.history().equals(b.history());
    }

    /** @param created false: the very same manifest was registered before, as this version */
    public record Registered(RegisteredVersion version, boolean created, Optional<Changes> changes) {}
}
