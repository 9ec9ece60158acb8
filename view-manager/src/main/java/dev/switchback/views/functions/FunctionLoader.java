package dev.switchback.views.functions;

import dev.switchback.views.manifest.FunctionDefinition;
import dev.switchback.views.manifest.Manifest;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestProblem;
import dev.switchback.views.manifest.ManifestProblem.Code;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds a manifest's functions in its jars. Runs none of their code: classes are loaded, not initialized. One use; not thread-safe. */
public final class FunctionLoader {
    private final List<ManifestProblem> problems = new ArrayList<>();
    private final Map<String, JarContent> contents = new HashMap<>();
    private final Map<String, JarClassLoader> loaders = new HashMap<>();
    private final List<UserFunction> functions = new ArrayList<>();
    private final List<Class<?>> classes = new ArrayList<>();

    private FunctionLoader() {}

    /**
     * Loads the functions; each jar has a class loader of its own.
     *
     * @param jars by name; those that the manifest does not name are not looked at
     * @throws ManifestException with a problem for each function that cannot be had
     */
    public static FunctionLibrary load(Manifest manifest, Map<String, FunctionJar> jars) throws ManifestException {
        return manifest.functions().isEmpty() ? FunctionLibrary.NONE : new FunctionLoader().loadAll(manifest, jars);
    }

    private FunctionLibrary loadAll(Manifest manifest, Map<String, FunctionJar> jars) throws ManifestException {
        for (FunctionDefinition function : manifest.functions()) {
            content(manifest.pipeline(), function, jars)
                    .flatMap(jar -> new MethodFinder(function, problems).find(jar))
                    .ifPresent(found -> link(function, found));
        }
        if (!problems.isEmpty()) {
            throw new ManifestException(problems);
        }
        return new FunctionLibrary(functions, classes, List.copyOf(loaders.values()));
    }

    private Optional<JarContent> content(String pipeline, FunctionDefinition function, Map<String, FunctionJar> jars) {
        FunctionJar jar = jars.get(function.jar());
        if (jar == null) {
            problems.add(function.jarProblem(
                    Code.UNKNOWN_JAR,
                    "no jar of the name " + function.jar() + " was uploaded for the pipeline " + pipeline,
                    "'./switchback deploy' uploads the jars that lie beside the manifest; or PUT it to /v1/pipelines/"
                            + pipeline + "/jars/" + function.jar() + "."));
            return Optional.empty();
        }
        if (function.sha256().isPresent() && !function.sha256().get().equals(jar.sha256())) {
            problems.add(function.jarProblem(
                    Code.UNKNOWN_JAR,
                    "the jar " + function.jar() + " that was uploaded has the SHA-256 " + jar.sha256()
                            + ", and the manifest asks for " + function.sha256().get(),
                    "Upload the jar that is meant, or correct sha256."));
            return Optional.empty();
        }
        if (!contents.containsKey(jar.name())) {
            try {
                JarContent content = JarContent.read(jar.bytes());
                contents.put(jar.name(), content);
                loaders.put(jar.name(), new JarClassLoader(pipeline + " " + jar.name(), content));
            } catch (BrokenJarException e) {
                problems.add(function.jarProblem(
                        Code.INVALID_JAR,
                        "the jar " + jar.name() + " " + e.getMessage(),
                        "Build it again, and upload it."));
                return Optional.empty();
            }
        }
        return Optional.ofNullable(contents.get(jar.name()));
    }

    private void link(FunctionDefinition function, MethodFinder.Found found) {
        String place = function.className() + "." + function.methodName();
        try {
            Class<?> type = Class.forName(function.className(), false, loaders.get(function.jar()));
            Class<?>[] parameters =
                    found.javaParameters().stream().map(JavaType::type).toArray(Class<?>[]::new);
            MethodHandle method = MethodHandles.publicLookup()
                    .findStatic(
                            type,
                            function.methodName(),
                            MethodType.methodType(found.javaResult().type(), parameters));
            MethodHandle generic = method.asType(MethodType.genericMethodType(parameters.length))
                    .asSpreader(Object[].class, parameters.length);
            functions.add(new UserFunction(function.name(), found.parameters(), found.result(), generic, place));
            classes.add(type);
        } catch (ReflectiveOperationException | LinkageError | SecurityException e) {
            problems.add(
                    function.methodProblem(
                            Code.INVALID_FUNCTION,
                            place + " cannot be loaded: " + e,
                            "The jar must hold every class that it uses and that is not in the JDK; no class may be in a java package."));
        }
    }
}
