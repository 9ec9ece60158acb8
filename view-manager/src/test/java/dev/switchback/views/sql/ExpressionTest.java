package dev.switchback.views.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.program.RowEvaluationException;
import dev.switchback.views.program.RowProgram;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Expressions over one row: ts = Friday 2016-01-01 23:59:59.987 UTC, b = TRUE, i = 7, l = -9, d = 2.5, m = 12.34, s = 'Ünï😀x', user = NULL.
 * Expected values follow SQL:2016 and the calendar (2016-01-01 lies in ISO week 53 of 2015); VARCHAR shows any type's value.
 */
class ExpressionTest {
    private static final long TIME = Instant.parse("2016-01-01T23:59:59.987Z").toEpochMilli();

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', nullValues = "NULL", textBlock = """
                    i + l                                  | -2
                    i / 2                                  | 3
                    l / 2                                  | -4
                    MOD(l, 4)                              | -1
                    l % 4                                  | -1
                    -i                                     | -7
                    i * 2147483648                         | 15032385536
                    i / 2.0                                | 3.500000
                    d * 2                                  | 5
                    d / 4                                  | 0.625
                    i + d                                  | 9.5
                    m + 1                                  | 13.34
                    m * m                                  | 152.2756
                    m - 0.005                              | 12.335
                    m > 12                                 | TRUE
                    m = 12.340                             | TRUE
                    i = 7.0                                | TRUE
                    d > i                                  | FALSE
                    ABS(l)                                 | 9
                    ABS(-m)                                | 12.34
                    FLOOR(d)                               | 2
                    CEIL(d)                                | 3
                    FLOOR(-d)                              | -3
                    FLOOR(m)                               | 12
                    CEILING(m)                             | 13
                    CAST(d AS BIGINT)                      | 2
                    CAST(-d AS INTEGER)                    | -2
                    CAST(m AS DECIMAL(10,1))               | 12.3
                    CAST(m AS DOUBLE)                      | 12.34
                    CAST('  42 ' AS INTEGER)               | 42
                    CAST('1e3' AS DECIMAL(10,2))           | 1000.00
                    CAST('True' AS BOOLEAN)                | TRUE
                    CAST('2016-01-01' AS TIMESTAMP(3))     | 2016-01-01 00:00:00.000
                    CAST('2016-01-01T05:00:00.5+02:00' AS TIMESTAMP(3)) | 2016-01-01 03:00:00.500
                    CAST(s AS VARCHAR(4))                  | Ünï😀
                    "CAST(i AS VARCHAR) || '!'" | 7!
                    CAST(1e-7 AS VARCHAR)                  | 0.0000001
                    user IS NULL                           | TRUE
                    user = user                            | NULL
                    user IS NOT DISTINCT FROM user         | TRUE
                    user IS DISTINCT FROM s                | TRUE
                    i IN (1, NULL)                         | NULL
                    i IN (7, NULL)                         | TRUE
                    i NOT IN (1, NULL)                     | NULL
                    user IN ('a', 'b')                     | NULL
                    i BETWEEN 7 AND 8                      | TRUE
                    b AND user = 'x'                       | NULL
                    NOT b AND user = 'x'                   | FALSE
                    b OR user = 'x'                        | TRUE
                    b OR 1 / (i - 7) > 0                   | TRUE
                    (user = 'x') IS UNKNOWN                | TRUE
                    COALESCE(user, s, 'z')                 | Ünï😀x
                    COALESCE(user, 'none')                 | none
                    NULLIF(i, 7)                           | NULL
                    NULLIF(i, 8)                           | 7
                    CASE i WHEN 7 THEN 'seven' ELSE 'x' END | seven
                    CASE WHEN NOT b THEN 'a' ELSE 'longer' END | longer
                    "CASE WHEN NOT b THEN 'longer' ELSE 'a' END || '.'" | a.
                    CASE WHEN user = 'x' THEN 1 END        | NULL
                    CASE WHEN b THEN i ELSE m END          | 7.00
                    CHAR_LENGTH(s)                         | 5
                    UPPER(s)                               | ÜNÏ😀X
                    LOWER('ABC')                           | abc
                    SUBSTRING(s FROM 4)                    | 😀x
                    SUBSTRING(s FROM 4 FOR 1)              | 😀
                    SUBSTRING(s, 0, 2)                     | Ü
                    SUBSTRING(s FROM -1 FOR 3)             | Ü
                    "SUBSTRING('abc' FROM 9) || '.'" | .
                    TRIM('  a ')                           | a
                    TRIM(LEADING 'x' FROM 'xxaxx')         | axx
                    TRIM(TRAILING 'x' FROM 'xxaxx')        | xxa
                    POSITION('😀' IN s)                    | 4
                    POSITION('q' IN s)                     | 0
                    REPLACE(s, 'x', '')                    | Ünï😀
                    s LIKE 'Ü%_x'                          | TRUE
                    s LIKE '____x'                         | TRUE
                    s LIKE '_____x'                        | FALSE
                    '50%' LIKE '50!%' ESCAPE '!'           | TRUE
                    '505' LIKE '50!%' ESCAPE '!'           | FALSE
                    'aab' LIKE '%ab'                       | TRUE
                    s NOT LIKE s                           | FALSE
                    'it''s'                                | it's
                    FLOOR(ts TO SECOND)                    | 2016-01-01 23:59:59.000
                    FLOOR(ts TO DAY)                       | 2016-01-01 00:00:00.000
                    FLOOR(ts TO WEEK)                      | 2015-12-28 00:00:00.000
                    FLOOR(ts TO QUARTER)                   | 2016-01-01 00:00:00.000
                    FLOOR(ts - INTERVAL '1' DAY TO YEAR)   | 2015-01-01 00:00:00.000
                    FLOOR(ts - INTERVAL '1' DAY TO QUARTER) | 2015-10-01 00:00:00.000
                    CEIL(ts TO MINUTE)                     | 2016-01-02 00:00:00.000
                    CEIL(ts TO MONTH)                      | 2016-02-01 00:00:00.000
                    CEIL(TIMESTAMP '2016-02-01 00:00:00' TO MONTH) | 2016-02-01 00:00:00.000
                    EXTRACT(YEAR FROM ts)                  | 2016
                    EXTRACT(ISOYEAR FROM ts)               | 2015
                    EXTRACT(WEEK FROM ts)                  | 53
                    EXTRACT(ISODOW FROM ts)                | 5
                    EXTRACT(DOY FROM ts)                   | 1
                    EXTRACT(QUARTER FROM ts)               | 1
                    EXTRACT(MILLISECOND FROM ts)           | 59987
                    EXTRACT(EPOCH FROM TIMESTAMP '1970-01-02 00:00:01') | 86401
                    HOUR(ts)                               | 23
                    MINUTE(ts)                             | 59
                    SECOND(ts)                             | 59
                    DAYOFMONTH(ts)                         | 1
                    ts + INTERVAL '0.013' SECOND           | 2016-01-02 00:00:00.000
                    ts + INTERVAL '90' MINUTE              | 2016-01-02 01:29:59.987
                    ts > TIMESTAMP '2016-01-01 23:59:59.5' | TRUE
                    ts < '2016-01-02 00:00:00'             | TRUE
                    """)
    void hasItsValue(String expression, @Nullable String expected) throws Exception {
        Object value = evaluate("CAST(" + expression + " AS VARCHAR)");

        assertEquals(expected, value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "i / (i - 7) | division by zero",
                "MOD(i, i - 7) | division by zero",
                "d / (i - 7) | division by zero",
                "m / (i - 7) | division by zero",
                "i * 2147483647 | does not fit into INTEGER",
                "l - 9223372036854775807 | does not fit into BIGINT",
                "(l - 9223372036854775799) / (i - 8) | does not fit into BIGINT",
                "d * 1e308 | does not fit into DOUBLE",
                "CAST(m AS DECIMAL(3,2)) | does not fit into DECIMAL(3,2)",
                "CAST(s AS BIGINT) | is not a number",
                "CAST(s AS BOOLEAN) | is not a BOOLEAN",
                "CAST(s AS TIMESTAMP(3)) | is not a TIMESTAMP",
                "CAST(d * 1e300 AS BIGINT) | does not fit into BIGINT",
                "CAST(l * 1000000000 AS INTEGER) | does not fit into INTEGER",
                "SUBSTRING(s FROM 1 FOR l) | negative",
                "TRIM(BOTH s FROM s) | exactly one character",
            })
    void withoutValueIsAnErrorThatNamesTheColumn(String expression, String message) {
        RowEvaluationException e = assertThrows(RowEvaluationException.class, () -> evaluate(expression));

        String text = String.valueOf(e.getMessage());
        assertTrue(text.startsWith("x: ") && text.contains(message), text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "i + l | BIGINT",
                "i * 2 | INTEGER",
                "m + i | DECIMAL(13,2)",
                "d + m | DOUBLE",
                "CHAR_LENGTH(s) | INTEGER",
                "EXTRACT(YEAR FROM ts) | BIGINT",
                "FLOOR(ts TO DAY) | TIMESTAMP(3)",
                "\"s || 'x'\" | VARCHAR",
                "i > 1 | BOOLEAN",
            })
    void hasTheTypeOfTheStandardOrOfCalcite(String expression, String type) throws Exception {
        ViewPlan.Rows view = Manifests.rows("SELECT " + expression + " AS x FROM shop");

        assertEquals(type, view.columns().getFirst().type().sql());
        Object value = evaluate(expression);
        assertEquals(
                switch (view.columns().getFirst().type().kind()) {
                    case BOOLEAN -> Boolean.class;
                    case INTEGER -> Integer.class;
                    case BIGINT, TIMESTAMP -> Long.class;
                    case DOUBLE -> Double.class;
                    case DECIMAL -> BigDecimal.class;
                    case VARCHAR -> String.class;
                },
                value == null ? null : value.getClass());
    }

    @Test
    void sumsAndMeansHaveWideTypes() throws Exception {
        ViewPlan.Aggregate view = Manifests.aggregate(
                "SELECT SUM(i) AS i, SUM(d) AS d, SUM(m) AS m, AVG(i) AS a, MIN(s) AS s, MAX(ts) AS t FROM shop");

        assertEquals(
                List.of(
                        ColumnType.BIGINT,
                        ColumnType.DOUBLE,
                        ColumnType.decimal(38, 2),
                        ColumnType.DOUBLE,
                        ColumnType.VARCHAR,
                        ColumnType.TIMESTAMP),
                view.measures().stream().map(m -> m.type()).toList());
    }

    private static @Nullable Object evaluate(String expression) throws Exception {
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("ts", TIME);
        row.put("b", true);
        row.put("i", 7);
        row.put("l", -9L);
        row.put("d", 2.5);
        row.put("m", new BigDecimal("12.34"));
        row.put("s", "Ünï😀x");
        PipelinePlan plan = Manifests.plan(Manifests.withView("SELECT " + expression + " AS x FROM shop"));
        RowProgram program = plan.views().getFirst().program().get();
        @Nullable
        Object[] values =
                plan.columns().stream().map(SourceColumn::name).map(row::get).toArray();
        @Nullable Object[] output = new @Nullable Object[program.outputs()];
        assertTrue(program.evaluate(values, output));
        return output[0];
    }
}
