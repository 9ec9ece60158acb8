package dev.switchback.views.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestProblem;
import dev.switchback.views.manifest.ManifestProblem.Code;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerRefusalTest {
    private static final int SQL_LINE = 17;
    private static final int SQL_COLUMN = 7;

    /** The place of the problem is marked by {@code ^} in front of it. */
    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    SQL_SYNTAX      | ^SELEC s FROM shop
                    SQL_SYNTAX      | SELECT s FROM shop WHERE i ^>
                    SQL_SYNTAX      | SELECT s FROM shop^; DROP TABLE shop
                    SQL_SYNTAX      | SELECT user, ^hour, s FROM shop
                    UNKNOWN_COLUMN  | SELECT ^nosuch FROM shop
                    UNKNOWN_COLUMN  | SELECT s FROM shop WHERE ^S = 'x'
                    UNKNOWN_COLUMN  | SELECT user, user AS hour, ^nosuch FROM shop
                    SQL_INVALID     | SELECT s FROM ^nosuch
                    SQL_INVALID     | SELECT ^s, COUNT(*) AS n FROM shop
                    SQL_INVALID     | SELECT s FROM shop WHERE ^i
                    SQL_INVALID     | SELECT ^SUM(s) AS n FROM shop
                    SQL_INVALID     | SELECT ^NULL AS n FROM shop
                    SQL_INVALID     | SELECT ^s + 1 AS n FROM shop
                    SQL_UNSUPPORTED | SELECT s FROM shop WHERE ^s = 1
                    SQL_UNSUPPORTED | SELECT s FROM shop WHERE ^ts > 'yesterday'
                    SQL_UNSUPPORTED | SELECT ^1 / 0 AS n FROM shop
                    SQL_UNSUPPORTED | SELECT s, ^SUM(l) - SUM(i) AS n FROM shop GROUP BY s
                    SQL_UNSUPPORTED | SELECT s, COUNT(*) AS n FROM shop GROUP BY s HAVING ^COUNT(*) > 1
                    SQL_UNSUPPORTED | SELECT ^DISTINCT s FROM shop
                    SQL_UNSUPPORTED | SELECT x.s FROM shop AS x ^JOIN shop AS y ON x.i = y.i
                    SQL_UNSUPPORTED | SELECT s FROM (^SELECT s FROM shop)
                    SQL_UNSUPPORTED | SELECT s FROM shop WHERE i IN (^SELECT i FROM shop)
                    SQL_UNSUPPORTED | SELECT s FROM shop WHERE ^EXISTS (SELECT i FROM shop)
                    SQL_UNSUPPORTED | SELECT s, ^SUM(i) OVER (PARTITION BY s) AS n FROM shop
                    SQL_UNSUPPORTED | SELECT s, COUNT(*) AS n FROM shop GROUP BY ^GROUPING SETS ((s), ())
                    SQL_UNSUPPORTED | SELECT s, COUNT(*) AS n FROM shop GROUP BY ^ROLLUP(s)
                    SQL_UNSUPPORTED | SELECT s, COUNT(*) AS n FROM shop GROUP BY ^1
                    SQL_UNSUPPORTED | SELECT s, COUNT(*) AS n FROM shop GROUP BY s, ^i
                    SQL_UNSUPPORTED | SELECT ^* FROM shop GROUP BY s
                    SQL_UNSUPPORTED | SELECT ^s FROM shop GROUP BY s
                    SQL_UNSUPPORTED | SELECT ^i + 1, s FROM shop
                    SQL_UNSUPPORTED | SELECT s, ^s FROM shop
                    SQL_UNSUPPORTED | SELECT ^s AS _cut FROM shop
                    SQL_UNSUPPORTED | SELECT ^s AS _events FROM shop
                    SQL_UNSUPPORTED | SELECT ^s AS window_start FROM shop
                    SQL_UNSUPPORTED | SELECT ^s AS s0, COUNT(*) AS n FROM shop GROUP BY s
                    SQL_UNSUPPORTED | SELECT ^s AS `from`, COUNT(*) AS n FROM shop GROUP BY s
                    SQL_UNSUPPORTED | SELECT ^s AS version, COUNT(*) AS n FROM shop GROUP BY s
                    SQL_UNSUPPORTED | SELECT ^CURRENT_TIMESTAMP AS x FROM shop
                    SQL_UNSUPPORTED | SELECT s FROM shop WHERE d < ^RAND()
                    SQL_UNSUPPORTED | SELECT ^SQRT(d) AS x FROM shop
                    SQL_UNSUPPORTED | SELECT ^COVAR_POP(d, d) AS x FROM shop
                    SQL_UNSUPPORTED | SELECT ^SUM(DISTINCT i) AS x FROM shop
                    SQL_UNSUPPORTED | SELECT ^CAST(s AS DATE) AS x FROM shop
                    SQL_UNSUPPORTED | SELECT ^EXTRACT(DOW FROM ts) AS x FROM shop
                    SQL_UNSUPPORTED | SELECT s FROM shop WHERE i = ^?
                    SQL_UNSUPPORTED | SELECT ^s FROM shop UNION ALL SELECT s FROM shop
                    SQL_UNSUPPORTED | ^WITH x AS (SELECT 1) SELECT * FROM x
                    SQL_UNSUPPORTED | ^SELECT 1 AS x
                    """)
    void namesThePlace(Code code, String marked) {
        int column = marked.indexOf('^');
        String sql = marked.replace("^", "");
        if (code != Code.SQL_SYNTAX && (sql.startsWith("SELECT DISTINCT") || sql.contains("UNION"))) {
            column = 0; // These belong to the whole statement.
        }

        ManifestProblem problem =
                Manifests.problems(Manifests.withView("\n" + sql)).getFirst();

        assertEquals(code, problem.code(), problem.toString());
        assertEquals("views.v.sql", problem.field());
        assertEquals(SQL_LINE + 1, problem.line(), problem.toString());
        assertEquals(SQL_COLUMN + column, problem.column(), problem.toString());
        assertFalse(problem.advice().isBlank());
        assertFalse(problem.message().contains("org.apache"), problem.message());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SESSION(TABLE shop, DESCRIPTOR(ts), INTERVAL '1' MINUTE) | SESSION",
                "TUMBLE(TABLE shop, DESCRIPTOR(i), INTERVAL '1' MINUTE) | must read the event time",
                "TUMBLE(TABLE shop, DESCRIPTOR(ts), INTERVAL '1' MONTH) | size of a window",
                "TUMBLE(TABLE shop, DESCRIPTOR(ts), INTERVAL '0' MINUTE) | size of a window",
                "TUMBLE(TABLE shop, DESCRIPTOR(ts), INTERVAL '1' HOUR, INTERVAL '1' HOUR) | offset",
                "TUMBLE(TABLE shop, DESCRIPTOR(ts)) | form of TUMBLE",
            })
    void windowsOtherThanPlainTumbleAreRefused(String function, String message) {
        ManifestProblem problem = Manifests.problems(Manifests.withView(
                        "SELECT window_start, COUNT(*) AS n FROM TABLE(" + function + ") GROUP BY window_start"))
                .getFirst();

        assertEquals(Code.SQL_UNSUPPORTED, problem.code());
        assertTrue(problem.message().contains(message), problem.message());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "window_start AS hour, COUNT(*) AS n | GROUP BY window_start",
                "s, COUNT(*) AS n | GROUP BY s",
                "COUNT(*) AS n | WHERE window_start > ts GROUP BY window_start",
                "FLOOR(window_end TO DAY) AS d, COUNT(*) AS n | GROUP BY window_start, FLOOR(window_end TO DAY)",
                "s | ''",
            })
    void windowBoundsAreKeysOnly(String items, String rest) {
        List<ManifestProblem> problems = Manifests.problems(Manifests.withView("SELECT " + items
                + " FROM TABLE(TUMBLE(TABLE shop, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) "
                + rest.replace("''", "")));

        assertEquals(Code.SQL_UNSUPPORTED, problems.getFirst().code());
    }

    @Test
    void liveBlocksAreCheckedAgainstTheMeasures() {
        String view = Manifests.withView("SELECT s, COUNT(*) AS n, MAX(user) AS last FROM shop GROUP BY s");

        List<ManifestProblem> problems = Manifests.problems(view + "    live: {retention: PT1H, top: [n, s, last]}\n");

        assertEquals(2, problems.size(), problems.toString());
        assertTrue(problems.get(0).message().contains("'s'"));
        assertTrue(problems.get(1).message().contains("'last'"));
        assertEquals(18, problems.getFirst().line());
        assertEquals(
                18,
                Manifests.problems(Manifests.withView("SELECT s FROM shop") + "    live: {retention: PT1H}\n")
                        .getFirst()
                        .line());
    }

    @Test
    void problemsOfAllViewsComeTogether() {
        String manifest = Manifests.withView("SELECT nosuch FROM shop") + "  w:\n    sql: SELECT s FROM shop LIMIT 1\n";

        List<ManifestProblem> problems = Manifests.problems(manifest);

        assertEquals(
                List.of("views.v.sql", "views.w.sql"),
                problems.stream().map(ManifestProblem::field).toList());
        assertEquals(
                List.of(17, 19), problems.stream().map(ManifestProblem::line).toList());
    }

    @Test
    void nestingWithoutEndIsRefused() {
        String deep = "SELECT " + "(".repeat(2_000) + "i" + ")".repeat(2_000) + " AS x FROM shop";
        String negations = "SELECT s FROM shop WHERE " + "NOT ".repeat(4_900) + "b";
        String huge = "SELECT s FROM shop WHERE i IN (" + "1,".repeat(6_000) + "1)";

        for (String sql : List.of(deep, negations, huge)) {
            try {
                Manifests.plan(Manifests.withView(sql));
            } catch (ManifestException e) {
                assertEquals(Code.SQL_UNSUPPORTED, e.problems().getFirst().code());
            }
        }
    }
}
