package dev.switchback.views.functions;

import dev.switchback.views.functions.UserFunction.Parameter;
import dev.switchback.views.manifest.FunctionDefinition;
import dev.switchback.views.manifest.ManifestProblem;
import dev.switchback.views.manifest.ManifestProblem.Code;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.ColumnType.Kind;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the method that a function means by reading its class file; loads nothing. Collects problems; not thread-safe. */
final class MethodFinder {
    private static final int FIRST_MAJOR = 44;
    private static final int PREVIEW = 0xffff;

    private final FunctionDefinition function;
    private final List<ManifestProblem> problems;

    MethodFinder(FunctionDefinition function, List<ManifestProblem> problems) {
        this.function = function;
        this.problems = problems;
    }

    /** A method whose types fit. */
    record Found(List<JavaType> javaParameters, JavaType javaResult, List<Parameter> parameters, ColumnType result) {}

    /** Empty after a problem was added. */
    Optional<Found> find(JarContent jar) {
        Optional<byte[]> bytes = jar.classFile(function.className().replace('.', '/'));
        if (bytes.isEmpty()) {
            return refuse(
                    "the jar " + function.jar() + " has no class " + function.className(),
                    "Write package, class and method; a nested class is written Outer$Inner.");
        }
        return parse(bytes.get()).flatMap(this::find);
    }

    private Optional<ClassModel> parse(byte[] bytes) {
        try {
            int major = bytes.length < 8 ? 0 : (bytes[6] & 0xff) << 8 | (bytes[7] & 0xff);
            int minor = bytes.length < 8 ? 0 : (bytes[4] & 0xff) << 8 | (bytes[5] & 0xff);
            if (major > ClassFile.latestMajorVersion()) {
                return refuse(
                        "the class " + function.className() + " was compiled for Java " + (major - FIRST_MAJOR)
                                + ", and this is Java " + Runtime.version().feature(),
                        "Compile it with --release " + Runtime.version().feature() + " or less.");
            }
            if (minor == PREVIEW) {
                return refuse(
                        "the class " + function.className() + " was compiled with --enable-preview",
                        "Compile it without.");
            }
            return Optional.of(ClassFile.of().parse(bytes));
        } catch (IllegalArgumentException e) {
            return refuse("the class " + function.className() + " is damaged", "Build the jar again, and upload it.");
        }
    }

    private Optional<Found> find(ClassModel type) {
        if (!type.flags().has(AccessFlag.PUBLIC)) {
            return refuse("the class " + function.className() + " is not public", "Make it public.");
        }
        List<MethodModel> named = type.methods().stream()
                .filter(m -> m.methodName().stringValue().equals(function.methodName()))
                .filter(m -> !m.flags().has(AccessFlag.SYNTHETIC))
                .toList();
        if (named.isEmpty()) {
            return refuse(
                    "the class " + function.className() + " has no method " + function.methodName(),
                    "Its public static methods: " + publicStatic(type) + ".");
        }
        List<MethodModel> callable = named.stream()
                .filter(m -> m.flags().has(AccessFlag.PUBLIC) && m.flags().has(AccessFlag.STATIC))
                .toList();
        if (callable.isEmpty()) {
            boolean isStatic = named.getFirst().flags().has(AccessFlag.STATIC);
            return refuse(
                    "the method " + place() + " is not " + (isStatic ? "public" : "static"), "Make it public static.");
        }
        return choose(callable);
    }

    private Optional<Found> choose(List<MethodModel> callable) {
        List<MethodTypeDesc> candidates = callable.stream()
                .map(MethodModel::methodTypeSymbol)
                .filter(this::takesDeclaredParameters)
                .toList();
        if (candidates.size() == 1) {
            return types(candidates.getFirst());
        }
        String overloads = callable.stream()
                .map(m -> m.methodTypeSymbol().displayDescriptor())
                .collect(Collectors.joining(", "));
        return candidates.isEmpty()
                ? refuse(
                        "no method " + place() + " takes the parameters that the manifest names",
                        "There is: " + overloads + ".")
                : refuse(
                        "there are " + candidates.size() + " methods " + place() + ": " + overloads,
                        "Say which with parameters: [BIGINT, VARCHAR], or give them different names.");
    }

    private boolean takesDeclaredParameters(MethodTypeDesc type) {
        if (function.parameters().isEmpty()) {
            return true;
        }
        List<Kind> declared = function.parameters().get();
        boolean fits = declared.size() == type.parameterCount();
        for (int i = 0; fits && i < declared.size(); i++) {
            Kind kind = declared.get(i);
            fits = JavaType.of(type.parameterType(i)).filter(t -> t.holds(kind)).isPresent();
        }
        return fits;
    }

    private Optional<Found> types(MethodTypeDesc type) {
        List<JavaType> java = new ArrayList<>();
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < type.parameterCount(); i++) {
            int index = i;
            Optional<JavaType> one = JavaType.of(type.parameterType(i));
            if (one.isEmpty()) {
                return refuse(
                        "parameter " + (i + 1) + " of " + place() + " is of the type "
                                + type.parameterType(i).displayName() + ", which is not supported",
                        JavaType.ADVICE);
            }
            Kind kind = function.parameters()
                    .map(declared -> declared.get(index))
                    .orElse(one.get().kind());
            java.add(one.get());
            parameters.add(new Parameter(kind, !one.get().isPrimitive(), one.get() == JavaType.INSTANT));
        }
        Optional<JavaType> returned = JavaType.of(type.returnType());
        if (returned.isEmpty()) {
            return refuse(
                    place() + " returns " + type.returnType().displayName() + ", which is not supported",
                    JavaType.ADVICE);
        }
        return result(returned.get()).map(result -> new Found(java, returned.get(), parameters, result));
    }

    private Optional<ColumnType> result(JavaType java) {
        Optional<ColumnType> declared = function.returns();
        if (declared.isPresent() && !java.holds(declared.get().kind())) {
            problems.add(function.returnsProblem(
                    place() + " returns " + java.type().getSimpleName() + ", which is not "
                            + declared.get().sql(),
                    "Leave 'returns' out, or correct it."));
            return Optional.empty();
        }
        if (declared.isEmpty() && java == JavaType.DECIMAL) {
            problems.add(function.returnsProblem(
                    place() + " returns BigDecimal, whose precision and scale are not known",
                    "Say them: returns: 'DECIMAL(18,2)'; results are rounded half up to that scale."));
            return Optional.empty();
        }
        return Optional.of(declared.orElseGet(() -> new ColumnType(java.kind(), 0, 0)));
    }

    private static String publicStatic(ClassModel type) {
        String names = type.methods().stream()
                .filter(m -> m.flags().has(AccessFlag.PUBLIC) && m.flags().has(AccessFlag.STATIC))
                .map(m -> m.methodName().stringValue())
                .distinct()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }

    private String place() {
        return function.className() + "." + function.methodName();
    }

    private <T> Optional<T> refuse(String message, String advice) {
        problems.add(function.methodProblem(Code.INVALID_FUNCTION, message, advice));
        return Optional.empty();
    }
}
