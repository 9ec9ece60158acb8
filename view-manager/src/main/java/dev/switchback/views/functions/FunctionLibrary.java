package dev.switchback.views.functions;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The functions of one version. Thread-safe. Closing it lets go of the jars; functions that were called before may still be called. */
public final class FunctionLibrary implements AutoCloseable {
    /** Of a manifest without functions. */
    public static final FunctionLibrary NONE = new FunctionLibrary(List.of(), List.of(), List.of());

    private final Map<String, UserFunction> functions = new TreeMap<>();
    private final List<Class<?>> classes;
    private final List<JarClassLoader> loaders;

    FunctionLibrary(List<UserFunction> functions, List<Class<?>> classes, List<JarClassLoader> loaders) {
        functions.forEach(function -> this.functions.put(function.name(), function));
        this.classes = List.copyOf(classes);
        this.loaders = List.copyOf(loaders);
    }

    /** @param name in any case, as SQL has it */
    public Optional<UserFunction> find(String name) {
        return Optional.ofNullable(functions.get(name.toLowerCase(Locale.ROOT)));
    }

    /** By name. */
    public Collection<UserFunction> functions() {
        return List.copyOf(functions.values());
    }

    /**
     * Runs the static initializers of the functions' classes, so that one that fails is told of once, and not with every event.
     *
     * @throws LinkageError where one fails
     */
    public void initialize() {
        for (Class<?> type : classes) {
            try {
                Class.forName(type.getName(), true, type.getClassLoader());
            } catch (ClassNotFoundException e) {
                throw new NoClassDefFoundError(type.getName());
            }
        }
    }

    @Override
    public void close() {
        loaders.forEach(JarClassLoader::close);
    }
}
