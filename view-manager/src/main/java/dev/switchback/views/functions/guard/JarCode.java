package dev.switchback.views.functions.guard;

import dev.switchback.views.functions.JarContent;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The classes of a jar, parsed when they are asked for, and what the JDK has beside them. Not thread-safe. */
final class JarCode {
    private final JarContent jar;
    private final Map<String, Optional<ClassModel>> classes = new HashMap<>();
    private final Map<String, Boolean> platform = new HashMap<>();

    JarCode(JarContent jar) {
        this.jar = jar;
    }

    /**
     * A class of the jar; empty where it has none of that name. The JDK's own come first, as they do when the code runs.
     *
     * @throws IllegalArgumentException where the class file cannot be read
     */
    Optional<ClassModel> find(String internalName) {
        return classes.computeIfAbsent(
                internalName,
                name -> isOfPlatform(name)
                        ? Optional.empty()
                        : jar.classFile(name).map(bytes -> ClassFile.of().parse(bytes)));
    }

    boolean isOfPlatform(String internalName) {
        return platform.computeIfAbsent(internalName, name -> {
            try {
                return Class.forName(name.replace('/', '.'), false, ClassLoader.getPlatformClassLoader()) != null;
            } catch (ClassNotFoundException | LinkageError e) {
                return false;
            }
        });
    }

    static Optional<MethodModel> method(ClassModel type, String name, String descriptor) {
        return type.methods().stream()
                .filter(m -> m.methodName().equalsString(name) && m.methodType().equalsString(descriptor))
                .findFirst();
    }

    static Optional<String> superclass(ClassModel type) {
        return type.superclass().map(ClassEntry::asInternalName);
    }
}
