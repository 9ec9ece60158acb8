package dev.switchback.views.functions;

import static dev.switchback.views.functions.Fixture.declared;
import static dev.switchback.views.functions.Fixture.jar;
import static dev.switchback.views.functions.Fixture.problems;
import static dev.switchback.views.functions.Fixture.yaml;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.TestJars;
import dev.switchback.views.manifest.ManifestProblem;
import dev.switchback.views.manifest.ManifestProblem.Code;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** P1: functions whose result would depend on more than their arguments are refused at registration. */
class GuardTest {
    private static List<ManifestProblem> guarded(String body) {
        return problems(yaml(declared(""), "1"), jar(body));
    }

    private static void refused(String body, String words) {
        List<ManifestProblem> problems = guarded(body);
        assertEquals(1, problems.size(), body + ": " + problems);
        assertEquals(Code.FUNCTION_NOT_DETERMINISTIC, problems.getFirst().code());
        assertEquals("functions.f.method", problems.getFirst().field());
        assertEquals(3, problems.getFirst().line());
        assertTrue(problems.getFirst().message().contains(words), problems.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "System.currentTimeMillis() | calls java.lang.System.currentTimeMillis, which reads the clock",
                "System.nanoTime() | java.lang.System.nanoTime",
                "Instant.now().toEpochMilli() | java.time.Instant.now",
                "LocalDate.now(ZoneOffset.UTC).toEpochDay() | java.time.LocalDate.now",
                "Clock.systemUTC().millis() | java.time.Clock.systemUTC",
                "new Date().getTime() | a constructor of java.util.Date",
                "Calendar.getInstance().getTimeInMillis() | java.util.Calendar.getInstance",
                "(long) (Math.random() * 5) | java.lang.Math.random",
                "new Random().nextLong() | a constructor of java.util.Random",
                "UUID.randomUUID().getMostSignificantBits() | java.util.UUID.randomUUID",
                "java.util.concurrent.ThreadLocalRandom.current().nextLong() | draws random numbers",
                "System.identityHashCode(\"x\") | identityHashCode",
                "System.getenv().size() | java.lang.System.getenv",
                "System.getProperty(\"x\").length() | java.lang.System.getProperty",
                "Integer.getInteger(\"x\") | java.lang.Integer.getInteger",
                "ZoneId.systemDefault().hashCode() | depends on the machine",
                "Thread.currentThread().threadId() | uses threads",
                "List.of(1L).parallelStream().count() | uses threads",
                "List.of(1L).stream().parallel().count() | uses threads",
                "Runtime.getRuntime().freeMemory() | java.lang.Runtime.getRuntime",
                "ProcessHandle.current().pid() | java.lang.ProcessHandle.current",
                "new java.io.File(\"x\").length() | reaches for files",
                "java.nio.file.Path.of(\"x\").getNameCount() | reaches for files",
                "new Scanner(System.in).nextLong() | java.lang.System.in",
                "java.net.InetAddress.getLoopbackAddress().hashCode() | reaches for the network",
                "F.class.getMethods().length | by reflection",
                "F.class.getClassLoader().hashCode() | by reflection",
                "ServiceLoader.load(Runnable.class).stream().count() | by reflection",
                "new WeakHashMap<String, String>().size() | memory",
                "nothing() | is native code",
            })
    @DisplayName("P1: what a function must not call")
    void calls(String row) {
        String[] parts = row.split(" \\| ", 2);
        refused("static native long nothing(); public static long f(long x) { return " + parts[0] + "; }", parts[1]);
    }

    @Test
    @DisplayName(
            "P1: however the code gets there: through other classes, lambdas, references, callbacks, inheritance or initializers")
    void ways() {
        refused(
                "static class A { static long g() { return System.nanoTime(); } } public static long f(long x) { return A.g(); }",
                "dev.example.F$A.g calls java.lang.System.nanoTime");
        refused(
                "public static long f(long x) { java.util.function.LongSupplier s = () -> System.nanoTime(); return s.getAsLong(); }",
                "nanoTime");
        refused(
                "public static long f(long x) { java.util.function.LongSupplier s = System::nanoTime; return s.getAsLong(); }",
                "nanoTime");
        refused(
                "static class C implements Comparator<Long> { public int compare(Long a, Long b) { return (int) System.nanoTime(); } }"
                        + " public static long f(long x) { return Collections.max(List.of(x, 2L), new C()); }",
                "dev.example.F$C.compare");
        refused(
                "static class R extends Random {} public static long f(long x) { return new R().nextLong(); }",
                "a constructor of dev.example.F$R calls a constructor of java.util.Random");
        refused(
                "static class T extends Thread {} public static long f(long x) throws Exception { T.sleep(x); return x; }",
                "java.lang.Thread.sleep");
        refused(
                "static final long START = System.nanoTime(); public static long f(long x) { return x - START; }",
                "the static initializer of dev.example.F calls java.lang.System.nanoTime");
        refused(
                "interface G { default long g() { return System.nanoTime(); } } record H() implements G {} public static long f(long x) { return new H().g(); }",
                "dev.example.F$G.g");
        refused(
                "static long count; public static long f(long x) { return x + count++; }",
                "dev.example.F.f sets the static field dev.example.F.count");
    }

    @Test
    @DisplayName(
            "P1: plain code is let through: texts, collections, streams, seeded chance, digests, records, enums, switches, resources")
    void harmless() {
        String body = """
                enum Size { SMALL, LARGE }
                record Point(long x, long y) {}
                sealed interface Shape permits Round, Flat {}
                record Round(long r) implements Shape {}
                record Flat() implements Shape {}
                static final Map<String, Long> WORDS = new HashMap<>();
                static { WORDS.put("a", 1L); }
                static long area(Shape s) { return switch (s) { case Round r -> r.r(); case Flat f -> 0; }; }
                static long size(Size s) { return switch (s) { case SMALL -> 1; case LARGE -> 2; }; }
                public static void main(String[] a) throws Exception { System.out.println(Instant.now() + System.getenv("x")); }
                public static long f(long x) throws Exception {
                    String text = String.format(Locale.ROOT, "%05d", x) + x + List.of(x, 2L).stream().map(v -> v + 1).toList();
                    long seeded = new Random(x).nextLong() + new SplittableRandom(1).nextLong();
                    byte[] hash = java.security.MessageDigest.getInstance("SHA-256").digest(text.getBytes("UTF-8"));
                    var in = F.class.getResourceAsStream("words.txt");
                    String host = java.net.URI.create("http://example.org/a").getHost();
                    long day = LocalDate.ofEpochDay(x).getDayOfWeek().getValue() + Instant.ofEpochMilli(x).getEpochSecond();
                    String type = switch (text) { case "a", "b" -> "ab"; default -> text.toLowerCase(Locale.ROOT); };
                    return seeded + hash[0] + day + host.length() + type.length() + area(new Round(x)) + size(Size.valueOf("SMALL"))
                        + new Point(x, x).hashCode() + WORDS.getOrDefault(text, 0L) + java.util.regex.Pattern.compile("a+").matcher(text).groupCount()
                        + (in == null ? 0 : in.read()) + new TreeMap<>(WORDS).size() + Math.round(Math.sqrt(x)) + BigInteger.TWO.pow(3).intValue();
                }""";
        assertEquals(List.of(), guarded(body));
    }

    @Test
    @DisplayName("A class that is neither in the jar nor in the JDK is told of at registration")
    void missing() {
        Map<String, byte[]> files = Fixture.classes(
                "static class Lib { static long g(long x) { return x; } } public static long f(long x) { return Lib.g(x); }");
        files.remove("dev/example/F$Lib.class");
        List<ManifestProblem> problems =
                problems(yaml(declared(""), "1"), new FunctionJar("f.jar", TestJars.of(files)));
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(
                problems.getFirst()
                        .message()
                        .contains("dev.example.F.f uses the class dev.example.F$Lib, which is neither"),
                problems.toString());
    }
}
