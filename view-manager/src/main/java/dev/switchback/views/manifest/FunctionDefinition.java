package dev.switchback.views.manifest;

import dev.switchback.views.manifest.ManifestProblem.Code;
import dev.switchback.views.plan.ColumnType;
import java.util.List;
import java.util.Optional;

/**
 * A user function as the manifest declares it; whether there is such a method is the loader's to say.
 *
 * @param name as SQL calls it, {@code [a-z][a-z0-9_]{0,63}}
 * @param jar name of the jar, a file name
 * @param className binary name of the class
 * @param parameters types of its parameters, where the manifest says which; chooses between overloads
 * @param returns type of its result, where the manifest says it
 * @param sha256 of the jar's bytes, where the manifest pins it; 64 lower-case hexadecimal digits
 */
public record FunctionDefinition(
        String name,
        String jar,
        String className,
        String methodName,
        Optional<List<ColumnType.Kind>> parameters,
        Optional<ColumnType> returns,
        Optional<String> sha256,
        Places places) {
    public FunctionDefinition {
        parameters = parameters.map(List::copyOf);
    }

    /** Where the fields stand in the manifest. */
    public record Places(Place name, Place jar, Place method, Place returns) {}

    /** Both from 1. */
    public record Place(int line, int column) {}

    /** A problem of the function as a whole. */
    public ManifestProblem problem(Code code, String message, String advice) {
        return problem(code, "", places.name(), message, advice);
    }

    /** A problem of the field {@code jar}. */
    public ManifestProblem jarProblem(Code code, String message, String advice) {
        return problem(code, ".jar", places.jar(), message, advice);
    }

    /** A problem of the field {@code method}. */
    public ManifestProblem methodProblem(Code code, String message, String advice) {
        return problem(code, ".method", places.method(), message, advice);
    }

    /** A problem of the field {@code returns}, which may be missing. */
    public ManifestProblem returnsProblem(String message, String advice) {
        return problem(Code.INVALID_FUNCTION, ".returns", places.returns(), message, advice);
    }

    private ManifestProblem problem(Code code, String field, Place place, String message, String advice) {
        return new ManifestProblem(code, "functions." + name + field, place.line(), place.column(), message, advice);
    }
}
