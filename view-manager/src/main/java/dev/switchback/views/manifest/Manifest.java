package dev.switchback.views.manifest;

import java.util.List;

/**
 * A pipeline version as its author wrote it, structurally valid; whether the SQL means something is the planner's to say.
 *
 * @param pipeline {@code [a-z][a-z0-9_]{0,39}}
 * @param functions in the order written; names are unique
 * @param views in the order written; names are unique
 */
public record Manifest(String pipeline, Source source, List<FunctionDefinition> functions, List<ViewDefinition> views) {
    public Manifest {
        functions = List.copyOf(functions);
        views = List.copyOf(views);
    }
}
