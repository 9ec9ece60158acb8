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
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before a function ever runs, and in which words. */
class FunctionRefusalTest {
    private static final FunctionJar GOOD = jar("public static long f(long x) { return x; }");

    private static void refused(Code code, String field, int line, String words, List<ManifestProblem> problems) {
        assertEquals(1, problems.size(), problems.toString());
        ManifestProblem problem = problems.getFirst();
        assertEquals(code, problem.code(), problem.toString());
        assertEquals(field, problem.field());
        assertEquals(line, problem.line());
        assertTrue(problem.message().contains(words), problem.toString());
    }

    private static void method(String words, String more, FunctionJar jar) {
        refused(Code.INVALID_FUNCTION, "functions.f.method", 3, words, problems(yaml(declared(more), "1"), jar));
    }

    @Test
    @DisplayName("A good function has no problems")
    void good() {
        assertEquals(List.of(), problems(yaml(declared(""), "f(l)"), GOOD));
        assertEquals(List.of(), problems(yaml(declared(", sha256: " + GOOD.sha256()), "f(l)"), GOOD));
    }

    @Test
    @DisplayName("Jars that are missing, others than pinned, or broken")
    void jars() {
        refused(
                Code.UNKNOWN_JAR,
                "functions.f.jar",
                3,
                "no jar of the name f.jar",
                problems(yaml(declared(""), "f(l)")));
        refused(
                Code.UNKNOWN_JAR,
                "functions.f.jar",
                3,
                GOOD.sha256(),
                problems(yaml(declared(", sha256: '" + "0".repeat(64) + "'"), "f(l)"), GOOD));
        byte[] bytes = GOOD.bytes();
        byte[] flipped = GOOD.bytes();
        flipped[bytes.length / 3] ^= 1;
        for (byte[] broken : List.of(
                new byte[0],
                "no jar".getBytes(StandardCharsets.UTF_8),
                Arrays.copyOf(bytes, bytes.length / 2),
                Arrays.copyOf(bytes, bytes.length - 1),
                flipped)) {
            refused(
                    Code.INVALID_JAR,
                    "functions.f.jar",
                    3,
                    "the jar f.jar ",
                    problems(yaml(declared(""), "f(l)"), new FunctionJar("f.jar", broken)));
        }
    }

    @Test
    @DisplayName("Classes and methods that are missing, hidden, ambiguous or of other types")
    void methods() {
        method("has no class dev.example.F", "", new FunctionJar("f.jar", TestJars.of(Map.of("a.txt", new byte[0]))));
        method("has no method f", "", jar("public static long g(long x) { return x; }"));
        method("is not static", "", jar("public long f(long x) { return x; }"));
        method("is not public", "", jar("static long f(long x) { return x; }"));
        method(
                "there are 2 methods",
                "",
                jar("public static long f(long x) { return x; } public static int f(int x) { return x; }"));
        method("takes the parameters", ", parameters: [VARCHAR]", GOOD);
        method(
                "parameter 1 of dev.example.F.f is of the type float",
                "",
                jar("public static long f(float x) { return 1; }"));
        method("of the type String[]", "", jar("public static long f(String... x) { return 1; }"));
        method("returns void", "", jar("public static void f(long x) {}"));
        method("returns Date", "", jar("public static Date f(long x) { return new Date(x); }"));
        refused(
                Code.INVALID_FUNCTION,
                "functions.f.returns",
                3,
                "precision and scale",
                problems(yaml(declared(""), "1"), jar("public static BigDecimal f(long x) { return null; }")));
        refused(
                Code.INVALID_FUNCTION,
                "functions.f.returns",
                3,
                "which is not VARCHAR",
                problems(yaml(declared(", returns: VARCHAR"), "1"), GOOD));
        assertEquals(
                List.of(),
                problems(
                        yaml(declared(", parameters: [INTEGER]"), "f(i)"),
                        jar("public static long f(long x) { return x; } public static int f(int x) { return x; }")));
    }

    @Test
    @DisplayName("Class files that are damaged, of a newer Java or of a preview")
    void classFiles() {
        Map<String, byte[]> files = Fixture.classes("public static long f(long x) { return x; }");
        byte[] good = Objects.requireNonNull(files.get("dev/example/F.class"));
        byte[] newer = good.clone();
        newer[7] = (byte) (Runtime.version().feature() + 44 + 1);
        method("was compiled for Java " + (Runtime.version().feature() + 1), "", with(newer));
        byte[] preview = good.clone();
        preview[4] = preview[5] = (byte) 0xff;
        method("--enable-preview", "", with(preview));
        method("is damaged", "", with(Arrays.copyOf(good, 7)));
        method("", "", with(Arrays.copyOf(good, good.length - 20)));
        Map<String, byte[]> hidden = TestJars.compile(
                "dev.example.F", "package dev.example; class F { public static long f(long x) { return x; } }");
        method("is not public", "", new FunctionJar("f.jar", TestJars.of(hidden)));
    }

    private static FunctionJar with(byte[] classFile) {
        return new FunctionJar("f.jar", TestJars.of(Map.of("dev/example/F.class", classFile)));
    }

    @ParameterizedTest
    @CsvSource({
        "abs",
        "sum",
        "rand",
        "now",
        "count",
        "user",
        "select",
        "value",
        "tumble",
        "coalesce",
        "cast",
        "log10",
        "current_timestamp"
    })
    @DisplayName("Names that SQL has for something else")
    void names(String name) {
        List<ManifestProblem> problems = problems(yaml(declared(""), "1").replace("  f: {", "  " + name + ": {"), GOOD);
        refused(Code.INVALID_FUNCTION, "functions." + name, 3, "of SQL", problems);
    }

    @Test
    @DisplayName("Wrong arguments are told with the function's signature")
    void arguments() {
        FunctionJar jar = jar("public static long f(long x, String s) { return x; }");
        for (String call :
                List.of("f(s, s)", "f(l)", "f(l, s, s)", "f(d, s)", "f(m, s)", "f(l, i)", "f()", "f(ts, s)")) {
            List<ManifestProblem> problems = problems(yaml(declared(""), call), jar);
            assertEquals(1, problems.size(), problems.toString());
            assertEquals(Code.SQL_INVALID, problems.getFirst().code());
            assertTrue(problems.getFirst().advice().contains("f(BIGINT, VARCHAR)"), problems.toString());
            assertEquals(15, problems.getFirst().line());
        }
        assertEquals(
                Code.SQL_UNSUPPORTED,
                problems(yaml(declared(""), "g(l)"), jar).getFirst().code());
    }

    @ParameterizedTest
    @CsvSource({
        "CURRENT_TIMESTAMP",
        "NOW()",
        "RAND()",
        "CURRENT_DATE",
        "LOCALTIMESTAMP",
        "RAND_INTEGER(5)",
        "USER",
        "CURRENT_TIME"
    })
    @DisplayName("SQL that does not come from the event is refused with advice")
    void clockOfSql(String expression) {
        ManifestProblem problem = problems(yaml(declared(""), expression), GOOD).getFirst();
        assertEquals(Code.SQL_UNSUPPORTED, problem.code());
        assertTrue(problem.message().contains("does not come from the event"), problem.toString());
    }
}
