package dev.switchback.views.sql;

import dev.switchback.views.functions.FunctionLibrary;
import dev.switchback.views.manifest.Manifest;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestProblem;
import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.manifest.ViewDefinition;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Plans manifests. Thread-safe. */
public final class Planner {
    /** Plans a manifest without functions. */
    public PipelinePlan plan(Manifest manifest) throws ManifestException {
        return plan(manifest, FunctionLibrary.NONE);
    }

    /**
     * Parses, validates and compiles every view. Runs no code of a user function; the plan's programs do.
     *
     * @param functions those that the manifest declares, loaded
     * @throws ManifestException with the problems of all views, each with its line and column in the manifest
     */
    public PipelinePlan plan(Manifest manifest, FunctionLibrary functions) throws ManifestException {
        if (manifest.functions().size() != functions.functions().size()) {
            throw new IllegalArgumentException("the functions of " + manifest.pipeline() + " are not loaded");
        }
        List<ManifestProblem> taken = UserFunctions.taken(manifest);
        if (!taken.isEmpty()) {
            throw new ManifestException(taken);
        }
        SourceSchema schema = new SourceSchema(manifest, new UserFunctions(functions));
        String eventTime = manifest.source().eventTime();
        ViewPlanner planner = new ViewPlanner(schema, eventTime);
        List<Draft> drafts = new ArrayList<>();
        List<ManifestProblem> problems = new ArrayList<>();
        for (ViewDefinition view : manifest.views()) {
            ViewProblems found = new ViewProblems(view);
            Optional<Draft> draft = planner.plan(view, found);
            draft.ifPresent(drafts::add);
            problems.addAll(found.all());
        }
        if (!problems.isEmpty()) {
            throw new ManifestException(problems);
        }
        return plan(manifest, schema.columnNames().indexOf(eventTime), drafts);
    }

    private static PipelinePlan plan(Manifest manifest, int eventTime, List<Draft> drafts) {
        Set<Integer> needed = new TreeSet<>(Set.of(eventTime));
        drafts.forEach(d -> needed.addAll(d.columns()));
        List<Integer> row = List.copyOf(needed);
        List<SourceColumn> all = manifest.source().columns();
        List<SourceColumn> columns = row.stream().map(all::get).toList();
        List<ViewPlan> views = drafts.stream().map(d -> d.finish(row::indexOf)).toList();
        return new PipelinePlan(manifest.pipeline(), manifest.source(), columns, row.indexOf(eventTime), views);
    }
}
