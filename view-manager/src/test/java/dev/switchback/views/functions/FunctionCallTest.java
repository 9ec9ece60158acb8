package dev.switchback.views.functions;

import static dev.switchback.views.functions.Fixture.declared;
import static dev.switchback.views.functions.Fixture.evaluate;
import static dev.switchback.views.functions.Fixture.jar;
import static dev.switchback.views.functions.Fixture.plan;
import static dev.switchback.views.functions.Fixture.yaml;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.TestJars;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.program.RowEvaluationException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What calls of user functions give. */
class FunctionCallTest {
    private static final @Nullable Object[] ROW = {
        1_442_018_818_771L, true, 7, 1L << 40, 2.5, new BigDecimal("12.30"), "grün 𝄞"
    };
    private static final @Nullable Object[] NULLS = {1_442_018_818_771L, null, null, null, null, null, null};

    private static @Nullable Object call(String method, String more, String expression, @Nullable Object... row)
            throws ManifestException, RowEvaluationException {
        return evaluate(plan(yaml(declared(more), expression), jar("public static " + method)), row);
    }

    private static String failure(String method, String more, String expression) {
        return String.valueOf(assertThrows(RowEvaluationException.class, () -> call(method, more, expression, ROW))
                .getMessage());
    }

    @Test
    @DisplayName("Every type goes in and out as its Java type")
    void types() throws ManifestException, RowEvaluationException {
        assertEquals(false, call("boolean f(boolean x) { return !x; }", "", "f(b)", ROW));
        assertEquals(false, call("Boolean f(Boolean x) { return !x; }", "", "f(b)", ROW));
        assertEquals(14, call("int f(int x) { return x * 2; }", "", "f(i)", ROW));
        assertEquals(8, call("Integer f(Integer x) { return x + 1; }", "", "F(i)", ROW));
        assertEquals((1L << 40) + 1, call("long f(long x) { return x + 1; }", "", "f(l)", ROW));
        assertEquals(5.0, call("double f(Double x) { return x * 2; }", "", "f(d)", ROW));
        assertEquals("neurg", call("String f(String x) { return \"neurg\"; }", "", "f(s)", ROW));
        assertEquals(
                new BigDecimal("1.013"),
                call(
                        "BigDecimal f(BigDecimal x) { return x.divide(new BigDecimal(\"12.15\"), 10, RoundingMode.DOWN); }",
                        ", returns: 'DECIMAL(20,3)'",
                        "f(m + CAST(0.01 AS DECIMAL(10,2)))",
                        ROW));
        assertEquals(1_442_018_818_772L, call("Instant f(Instant x) { return x.plusMillis(1); }", "", "f(ts)", ROW));
        assertEquals(
                1_442_018_818_772L,
                call(
                        "long f(long x) { return x + 1; }",
                        ", parameters: [TIMESTAMP(3)], returns: TIMESTAMP(3)",
                        "f(ts)",
                        ROW));
        assertEquals(42L, call("long f() { return 42; }", "", "f()", ROW));
    }

    @Test
    @DisplayName("Numbers widen: INTEGER to BIGINT, both to DECIMAL, all to DOUBLE; the result has the method's type")
    void widening() throws ManifestException, RowEvaluationException {
        assertEquals(8L, call("long f(long x) { return x + 1; }", "", "f(i)", ROW));
        assertEquals(8.5, call("double f(double x) { return x + 1.5; }", "", "f(i)", ROW));
        assertEquals(12.3, call("double f(double x) { return x; }", "", "f(m)", ROW));
        assertEquals(
                new BigDecimal("7.00"),
                call("BigDecimal f(BigDecimal x) { return x; }", ", returns: 'DECIMAL(5,2)'", "f(i)", ROW));
        ViewPlan.Rows rows = (ViewPlan.Rows) plan(
                yaml(declared(", returns: 'DECIMAL(5,2)'"), "f(1)"),
                jar("public static BigDecimal f(BigDecimal x) { return x; }"));
        assertEquals(ColumnType.decimal(5, 2), rows.columns().getFirst().type());
    }

    @Test
    @DisplayName("NULL into a primitive is NULL without a call; what is boxed sees it; null out is NULL")
    void nulls() throws ManifestException, RowEvaluationException {
        String throwing = "long f(long x, String s) { throw new IllegalStateException(); }";
        assertNull(call(throwing, "", "f(l, s)", NULLS));
        assertEquals(
                "null null null",
                call(
                        "String f(Long x, String s, Instant t) { return x + \" \" + s + \" \" + t; }",
                        "",
                        "f(l, s, NULL)",
                        NULLS));
        assertNull(call("Long f(Long x) { return null; }", "", "f(l)", ROW));
        assertEquals(-1L, call("long f(Long x) { return x == null ? -1 : x; }", "", "f(NULL)", ROW));
    }

    @Test
    @DisplayName("A call is evaluated only where its result is needed, and never while planning")
    void lazily() throws ManifestException, RowEvaluationException {
        String throwing = "long f(long x) { throw new IllegalStateException(\"called\"); }";
        assertEquals(0L, call(throwing, "", "CASE WHEN i > 100 THEN f(l) ELSE 0 END", ROW));
        assertEquals(false, call(throwing, "", "i > 100 AND f(1) = 1", ROW));
        assertTrue(failure(throwing, "", "f(1) + 1").contains("IllegalStateException: called"));
    }

    @Test
    @DisplayName("What a function throws is an evaluation failure that names function, exception and message")
    void failures() {
        assertEquals(
                "r: f threw java.lang.ArithmeticException: / by zero",
                failure("long f(long x) { return x / 0; }", "", "f(l)"));
        assertEquals(
                "r: f threw java.lang.StackOverflowError", failure("long f(long x) { return f(x) + 1; }", "", "f(l)"));
        assertEquals(
                "r: f threw java.lang.NoClassDefFoundError: dev/example/Gone",
                failure("long f(long x) { throw new NoClassDefFoundError(\"dev/example/Gone\"); }", "", "f(l)"));
        assertEquals(
                "r: f threw dev.example.F$Odd",
                failure(
                        "class Odd extends RuntimeException { public String getMessage() { throw this; } }"
                                + " public static long f(long x) { throw new Odd(); }",
                        "",
                        "f(l)"));
        assertEquals(
                "r: f threw java.io.IOException: two lines",
                failure(
                        "long f(long x) throws Exception { throw new java.io.IOException(\"two\\nlines\"); }",
                        "",
                        "f(l)"));
        assertThrows(
                OutOfMemoryError.class,
                () -> call("long f(long x) { throw new OutOfMemoryError(); }", "", "f(l)", ROW));
    }

    @Test
    @DisplayName("A result that is no value of its type is an evaluation failure")
    void odd() throws ManifestException, RowEvaluationException {
        for (String value : new String[] {"Double.NaN", "1e308 * 10", "-1e308 * 10"}) {
            assertEquals(
                    "r: f: the result does not fit into DOUBLE",
                    failure("double f(double x) { return " + value + "; }", "", "f(d)"));
        }
        assertEquals(0.0, call("double f(double x) { return -0.0; }", "", "f(d)", ROW));
        String scaled = "BigDecimal f(String x) { return new BigDecimal(x); }";
        String returns = ", returns: 'DECIMAL(6,2)'";
        assertEquals("r: f: the result does not fit into DECIMAL(6,2)", failure(scaled, returns, "f('1E+999999999')"));
        assertEquals("r: f: the result does not fit into DECIMAL(6,2)", failure(scaled, returns, "f('9999.995')"));
        assertEquals(new BigDecimal("9999.99"), call(scaled, returns, "f('9999.994')", ROW));
        assertEquals(new BigDecimal("0.00"), call(scaled, returns, "f('1E-999999999')", ROW));
        assertEquals(new BigDecimal("0.00"), call(scaled, returns, "f('0E+999999999')", ROW));
        String same = "String f(String x) { return x; }";
        assertEquals(new BigDecimal("0.00"), call(same, "", "CAST(f('1E-999999999') AS DECIMAL(6,2))", ROW));
        assertEquals(0L, call(same, "", "CAST(f('-1E-999999999') AS BIGINT)", ROW));
        assertEquals(-7L, call(same, "", "CAST(f('-7.9') AS BIGINT)", ROW));
        assertEquals(new BigDecimal("-0.01"), call(scaled, returns, "f('-0.005')", ROW));
        assertEquals(
                "r: f: the result is a text with half a character (an unpaired surrogate)",
                failure("String f(String x) { return x.substring(0, x.length() - 1); }", "", "f(s)"));
        assertEquals(
                "r: f: the result does not fit into TIMESTAMP(3)",
                failure("Instant f(long x) { return Instant.MAX; }", "", "f(l)"));
    }

    @Test
    @DisplayName(
            "Code sees its jar's classes and resources and the JDK, nothing of ours; two jars with the same names live side by side")
    void isolation() throws ManifestException, RowEvaluationException {
        String source =
                "public static String f(String name) throws Exception { var in = F.class.getResourceAsStream(name);"
                        + " return in == null ? \"none\" : new String(in.readAllBytes(), \"UTF-8\"); }";
        Map<String, byte[]> files = Fixture.classes(source);
        files.put("dev/example/who.txt", "A".getBytes(StandardCharsets.UTF_8));
        ViewPlan a = plan(yaml(declared(""), "f('who.txt')"), new FunctionJar("f.jar", TestJars.of(files)));
        files.put("dev/example/who.txt", "B".getBytes(StandardCharsets.UTF_8));
        ViewPlan b = plan(yaml(declared(""), "f('who.txt')"), new FunctionJar("f.jar", TestJars.of(files)));
        assertEquals("A", evaluate(a, ROW));
        assertEquals("B", evaluate(b, ROW));
        assertEquals("A", evaluate(a, ROW));
        String ours = "String f(String name) throws Exception { return Class.forName(name).getName(); }";
        assertEquals("java.lang.String", call(ours, "", "f('java.lang.String')", ROW));
        assertEquals(
                "r: f threw java.lang.ClassNotFoundException: dev.switchback.views.sql.Planner",
                failure(ours, "", "f('dev.switchback.views.sql.Planner')"));
        assertTrue(failure(ours, "", "f('org.apache.calcite.sql.SqlNode')").contains("ClassNotFoundException"));
    }
}
