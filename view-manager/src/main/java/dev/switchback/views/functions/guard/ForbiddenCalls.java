package dev.switchback.views.functions.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The methods of the JDK that functions must not call, as patterns over {@code owner.name(parameters)result} with {@code *} for anything. */
final class ForbiddenCalls {
    private static final List<Rule> RULES = new ArrayList<>();
    /** Exceptions from the patterns below: harmless members of packages that are not. */
    private static final Pattern ALLOWED = pattern(
            "java/net/URI.*",
            "java/net/URISyntaxException.*",
            "java/net/URLDecoder.*",
            "java/net/URLEncoder.*",
            "java/net/IDN.*",
            "java/lang/reflect/Array.*",
            "java/lang/invoke/LambdaMetafactory.*",
            "java/lang/invoke/StringConcatFactory.*",
            "java/lang/invoke/ConstantBootstraps.*",
            "javax/crypto/Mac.*",
            "javax/crypto/spec/*");

    static {
        rule(
                Reach.CLOCK,
                "java/lang/System.currentTimeMillis()*",
                "java/lang/System.nanoTime()*",
                "java/time/*.now(*",
                "java/time/Clock.system*",
                "java/time/Clock.tick*",
                "java/time/InstantSource.system*",
                "java/util/Date.<init>()V",
                "java/util/Calendar.getInstance(*",
                "java/util/GregorianCalendar.<init>()V",
                "java/util/GregorianCalendar.<init>(Ljava/util/*");
        rule(
                Reach.CHANCE,
                "java/lang/Math.random()*",
                "java/lang/StrictMath.random()*",
                "java/util/Random.<init>()V",
                "java/util/SplittableRandom.<init>()V",
                "java/util/random/RandomGeneratorFactory.*",
                "java/util/random/RandomGenerator*.of(*",
                "java/util/random/RandomGenerator.getDefault()*",
                "java/util/concurrent/ThreadLocalRandom.*",
                "java/util/UUID.randomUUID()*",
                "java/util/Collections.shuffle(Ljava/util/List;)V",
                "java/security/SecureRandom.*",
                "java/security/KeyPairGenerator.*",
                "java/lang/System.identityHashCode(*");
        rule(
                Reach.ENVIRONMENT,
                "java/lang/System.getenv(*",
                "java/lang/System.getPropert*",
                "java/lang/System.setPropert*",
                "java/lang/System.clearProperty(*",
                "java/lang/System.lineSeparator()*",
                "java/lang/System.console()*",
                "java/lang/System.in",
                "java/lang/Integer.getInteger(*",
                "java/lang/Long.getLong(*",
                "java/lang/Boolean.getBoolean(*",
                "java/time/ZoneId.systemDefault()*",
                "java/time/Clock*.systemDefaultZone()*",
                "java/util/TimeZone.getDefault()*",
                "java/util/TimeZone.setDefault(*",
                "java/util/Locale.getDefault(*",
                "java/util/Locale.setDefault(*",
                "java/util/ResourceBundle.getBundle(*",
                "java/util/prefs/*",
                "java/nio/charset/Charset.defaultCharset()*");
        rule(
                Reach.THREADS,
                "java/lang/Thread.*",
                "java/lang/Thread$*",
                "java/lang/ThreadGroup.*",
                "java/lang/InheritableThreadLocal.*",
                "java/lang/Object.wait(*",
                "java/util/Timer.*",
                "java/util/TimerTask.*",
                "java/util/concurrent/Executor*",
                "java/util/concurrent/*Executor*",
                "java/util/concurrent/ForkJoin*",
                "java/util/concurrent/CompletableFuture.*",
                "java/util/concurrent/StructuredTaskScope*",
                "java/util/concurrent/TimeUnit.sleep(*",
                "java/util/concurrent/locks/LockSupport.*",
                "java/util/stream/*.parallel()*",
                "java/util/*.parallelStream()*",
                "java/util/Arrays.parallel*");
        rule(
                Reach.PROCESS,
                "java/lang/Runtime.*",
                "java/lang/Runtime$*",
                "java/lang/Process*",
                "java/lang/System.exit(*",
                "java/lang/System.gc()*",
                "java/lang/System.load*",
                "java/lang/System.setIn(*",
                "java/lang/System.setOut(*",
                "java/lang/System.setErr(*",
                "java/lang/management/*",
                "java/lang/instrument/*");
        rule(
                Reach.FILES,
                "java/io/File*",
                "java/io/RandomAccessFile.*",
                "java/io/Console.*",
                "java/io/Print*.<init>(Ljava/lang/String;*",
                "java/nio/file/*",
                "java/nio/channels/*",
                "java/util/Formatter.<init>(Ljava/lang/String;*",
                "java/util/logging/*",
                "java/util/zip/ZipFile.*",
                "java/util/jar/JarFile.*",
                "*Ljava/io/File;*",
                "*Ljava/nio/file/*");
        rule(Reach.NETWORK, "java/net/*", "java/rmi/*", "javax/net/*", "javax/naming/*", "java/sql/*", "javax/sql/*");
        rule(
                Reach.REFLECTION,
                "java/lang/Class.forName(*",
                "java/lang/Class.newInstance()*",
                "java/lang/Class.getClassLoader()*",
                "java/lang/Class.getMethod*",
                "java/lang/Class.getField*",
                "java/lang/Class.getConstructor*",
                "java/lang/Class.getDeclared*",
                "java/lang/Class.getEnclosing*",
                "java/lang/Class.getRecordComponents()*",
                "java/lang/Class.getModule()*",
                "java/lang/Class.getResource(*",
                "java/lang/Class.getProtectionDomain()*",
                "java/lang/ClassLoader.*",
                "java/lang/Module*",
                "java/lang/StackWalker*",
                "java/lang/reflect/*",
                "java/lang/invoke/*",
                "java/lang/foreign/*",
                "java/lang/classfile/*",
                "java/io/Object*Stream.*",
                "java/util/ServiceLoader.*",
                "java/beans/*");
        rule(Reach.MEMORY, "java/lang/ref/*", "java/util/WeakHashMap.*", "java/lang/Object.finalize()*");
        rule(
                Reach.LIBRARY,
                "javax/*",
                "jdk/*",
                "sun/*",
                "com/sun/*",
                "java/awt/*",
                "java/applet/*",
                "java/security/KeyStore*",
                "java/security/Provider*",
                "java/security/Security.*");
    }

    private ForbiddenCalls() {}

    private record Rule(Reach reach, Pattern calls) {}

    private static void rule(Reach reach, String... patterns) {
        RULES.add(new Rule(reach, pattern(patterns)));
    }

    private static Pattern pattern(String... patterns) {
        return Pattern.compile(List.of(patterns).stream()
                .map(p -> Pattern.quote(p).replace("*", "\\E.*\\Q"))
                .collect(Collectors.joining("|")));
    }

    /** @param owner internal name of a class of the JDK */
    static Optional<Reach> method(String owner, String name, String descriptor) {
        return find(owner + "." + name + descriptor);
    }

    static Optional<Reach> field(String owner, String name) {
        return find(owner + "." + name);
    }

    private static Optional<Reach> find(String member) {
        return ALLOWED.matcher(member).matches()
                ? Optional.empty()
                : RULES.stream()
                        .filter(rule -> rule.calls().matcher(member).matches())
                        .map(Rule::reach)
                        .findFirst();
    }
}
