package dev.switchback.views.functions.guard;

import dev.switchback.views.functions.JarContent;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Walks the code that a method can reach within its jar. A class that is touched brings in its static initializer and all its instance
 * methods, since what calls them may stand in the JDK (a comparator, a lambda); static methods and constructors come in when they are
 * called. So it sees somewhat more than can run, and, reflection being refused, nothing less. One use; not thread-safe.
 */
final class CodeWalk {
    private static final int MOST_FINDINGS = 5;
    private static final String INITIALIZER = "<clinit>";

    private final JarCode code;
    private final Set<String> touched = new HashSet<>();
    private final Set<Method> seen = new HashSet<>();
    private final Deque<Method> waiting = new ArrayDeque<>();
    private final Set<Finding> findings = new LinkedHashSet<>();
    private final Set<Offence> offences = new HashSet<>();

    CodeWalk(JarContent jar) {
        this.code = new JarCode(jar);
    }

    /** Something that a function must not do; where, and what to do instead. */
    record Finding(String message, String advice) {}

    /** What is told once: a method that reads the clock twice is mended as a whole. */
    private record Offence(Method in, Reach reach) {}

    private record Method(String owner, String name, String descriptor) {
        String words() {
            String type = owner.replace('/', '.');
            return switch (name) {
                case INITIALIZER -> "the static initializer of " + type;
                case "<init>" -> "a constructor of " + type;
                default -> type + "." + name;
            };
        }
    }

    /** The first few findings; none if all is well. */
    List<Finding> from(String owner, String method) {
        code.find(owner)
                .ifPresent(type -> type.methods().stream()
                        .filter(m ->
                                m.methodName().equalsString(method) && m.flags().has(AccessFlag.STATIC))
                        .forEach(m -> enqueue(owner, m)));
        touch(owner, new Method(owner, method, ""));
        while (!waiting.isEmpty() && findings.size() < MOST_FINDINGS) {
            walk(waiting.removeFirst());
        }
        return List.copyOf(findings);
    }

    private void enqueue(String owner, MethodModel method) {
        Method one = new Method(
                owner, method.methodName().stringValue(), method.methodType().stringValue());
        if (seen.add(one)) {
            waiting.addLast(one);
        }
    }

    private void touch(String name, Method by) {
        if (name.startsWith("[") || !touched.add(name)) {
            return;
        }
        Optional<ClassModel> type;
        try {
            type = code.find(name);
        } catch (IllegalArgumentException e) {
            findings.add(new Finding(
                    by.words() + " uses " + name.replace('/', '.')
                            + ", whose class file cannot be read (it may be for a newer Java)",
                    "Compile it for Java " + Runtime.version().feature() + " or less, and build the jar again."));
            return;
        }
        if (type.isPresent()) {
            type.get().methods().stream().filter(CodeWalk::mayRunUncalled).forEach(m -> enqueue(name, m));
            JarCode.superclass(type.get()).ifPresent(s -> touch(s, by));
            type.get().interfaces().stream().map(ClassEntry::asInternalName).forEach(i -> touch(i, by));
        } else if (!code.isOfPlatform(name)) {
            findings.add(new Finding(
                    by.words() + " uses the class " + name.replace('/', '.')
                            + ", which is neither in the jar nor in the JDK",
                    "Put it into the jar: functions see nothing else."));
        }
    }

    private static boolean mayRunUncalled(MethodModel method) {
        return method.methodName().equalsString(INITIALIZER)
                || (!method.flags().has(AccessFlag.STATIC)
                        && !method.methodName().equalsString("<init>"));
    }

    private void walk(Method method) {
        Optional<MethodModel> model =
                code.find(method.owner()).flatMap(t -> JarCode.method(t, method.name(), method.descriptor()));
        if (model.isEmpty()) {
            return;
        }
        if (model.get().flags().has(AccessFlag.NATIVE)) {
            findings.add(new Finding(method.words() + " " + Reach.NATIVE.words(), "Write it in Java."));
        }
        model.get().code().ifPresent(body -> body.forEach(element -> look(element, method)));
    }

    private void look(CodeElement element, Method in) {
        switch (element) {
            case InvokeInstruction call ->
                call(
                        call.owner().asInternalName(),
                        call.name().stringValue(),
                        call.type().stringValue(),
                        in);
            case FieldInstruction field -> field(field, in);
            case NewObjectInstruction made -> touch(made.className().asInternalName(), in);
            case InvokeDynamicInstruction dynamic -> {
                bootstrap(dynamic.bootstrapMethod(), in);
                dynamic.bootstrapArgs().forEach(argument -> constant(argument, in));
            }
            case ConstantInstruction.LoadConstantInstruction load -> constant(load.constantValue(), in);
            default -> {
                // Everything else stays within the method.
            }
        }
    }

    private void constant(ConstantDesc constant, Method in) {
        switch (constant) {
            case DirectMethodHandleDesc handle -> handle(handle, in);
            case DynamicConstantDesc<?> dynamic -> {
                bootstrap(dynamic.bootstrapMethod(), in);
                dynamic.bootstrapArgsList().forEach(argument -> constant(argument, in));
            }
            default -> {
                // A number, a text or a type.
            }
        }
    }

    private void handle(DirectMethodHandleDesc handle, Method in) {
        if (handle.owner().isArray()) {
            return;
        }
        switch (handle.kind()) {
            case GETTER, SETTER, STATIC_GETTER, STATIC_SETTER -> touch(internalName(handle.owner()), in);
            default -> call(internalName(handle.owner()), handle.methodName(), handle.lookupDescriptor(), in);
        }
    }

    /** The JDK's own linkage of lambdas, texts, records and switches is harmless; any other is reflection by another name. */
    private void bootstrap(DirectMethodHandleDesc method, Method in) {
        String owner = internalName(method.owner());
        if (!owner.startsWith("java/lang/runtime/")) {
            call(owner, method.methodName(), method.lookupDescriptor(), in);
        }
    }

    private void call(String owner, String name, String descriptor, Method in) {
        if (owner.startsWith("[")) {
            return;
        }
        touch(owner, in);
        String holder = owner;
        while (true) {
            Optional<ClassModel> type = code.find(holder);
            if (type.isEmpty()) {
                break;
            }
            Optional<MethodModel> method = JarCode.method(type.get(), name, descriptor);
            if (method.isPresent()) {
                enqueue(holder, method.get());
                return;
            }
            holder = JarCode.superclass(type.get()).orElse("java/lang/Object");
        }
        if (code.isOfPlatform(holder)) {
            String platform = holder;
            ForbiddenCalls.method(platform, name, descriptor)
                    .ifPresent(reach -> refuse(in, "calls " + new Method(platform, name, descriptor).words(), reach));
        }
    }

    private void field(FieldInstruction field, Method in) {
        String owner = field.owner().asInternalName();
        touch(owner, in);
        String name = field.name().stringValue();
        if (code.isOfPlatform(owner)) {
            ForbiddenCalls.field(owner, name)
                    .ifPresent(reach -> refuse(in, "reads " + owner.replace('/', '.') + "." + name, reach));
        } else if (field.opcode() == Opcode.PUTSTATIC && !in.name().equals(INITIALIZER)) {
            findings.add(new Finding(
                    in.words() + " sets the static field " + owner.replace('/', '.') + "." + name + ": it "
                            + Reach.STATE.words(),
                    "Make the field final, or a variable of the method."));
        }
    }

    private void refuse(Method in, String does, Reach reach) {
        if (offences.add(new Offence(in, reach))) {
            findings.add(
                    new Finding(
                            in.words() + " " + does + ", which " + reach.words(),
                            "A replay has to give the same result as the first time: pass what the function needs as an argument."));
        }
    }

    private static String internalName(ClassDesc type) {
        String descriptor = type.descriptorString();
        return descriptor.substring(1, descriptor.length() - 1);
    }
}
