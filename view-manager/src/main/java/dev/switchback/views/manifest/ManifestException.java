package dev.switchback.views.manifest;

import java.util.List;
import java.util.stream.Collectors;

/** A manifest was refused; says everything that is wrong with it, at least one problem. */
public final class ManifestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<ManifestProblem> problems;

    public ManifestException(List<ManifestProblem> problems) {
        super(problems.stream()
                .map(p -> "line " + p.line() + ", " + p.field() + ": " + p.message())
                .collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    public List<ManifestProblem> problems() {
        return problems;
    }
}
