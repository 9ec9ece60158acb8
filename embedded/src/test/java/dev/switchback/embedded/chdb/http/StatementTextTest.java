package dev.switchback.embedded.chdb.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1; SELECT 2",
                "SELECT ';'; DROP TABLE t",
                "SELECT 1 -- ;\n; SELECT 2",
                "SELECT 1; /* c */ ;x",
                "INSERT INTO t SELECT 1; DROP TABLE t",
                "SELECT '\\'' ; SELECT 2",
                "SELECT `a``;` ; SELECT 2"
            })
    void seesASecondStatement(String text) {
        assertTrue(StatementText.read(text).several(), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1;",
                "SELECT 1 ; -- the end",
                "SELECT ';SELECT 2', \"a;b\", `c;d`",
                "SELECT 'it\\'s; x'",
                "SELECT 'it''s; x'",
                "SELECT 1 /* ; SELECT 2 */",
                "INSERT INTO t FORMAT RowBinary\n;\u0000;'x",
                "INSERT INTO t (format, b) VALUES (1, ';'); (2, 3)",
                "# comment ; x\nSELECT 1"
            })
    void seesOneStatement(String text) {
        assertFalse(StatementText.read(text).several(), text);
    }

    @Test
    void findsTheFormatAtTheEndOnly() {
        assertEquals(
                Optional.of("JSON"), StatementText.read("SELECT 1 FORMAT JSON").format());
        assertEquals(
                Optional.of("JSON"),
                StatementText.read("SELECT 1 format JSON ;").format());
        assertEquals(
                Optional.of("CSV"),
                StatementText.read("SELECT 1 FORMAT CSV SETTINGS max_threads = 1")
                        .format());
        assertEquals(
                Optional.empty(), StatementText.read("SELECT format('{}', 1)").format());
        assertEquals(
                Optional.empty(),
                StatementText.read("SELECT 1 AS format FROM x").format());
        assertEquals(
                Optional.empty(), StatementText.read("SELECT 'FORMAT JSON'").format());
        assertEquals(
                Optional.of("RowBinary"),
                StatementText.read("INSERT INTO t (a) FORMAT RowBinary\nFORMAT").format());
    }

    @Test
    void knowsWhatChangesTheSession() {
        assertTrue(StatementText.read("SET max_threads = 1").leavesState());
        assertTrue(StatementText.read("/* x */ use db").leavesState());
        assertTrue(StatementText.read("CREATE TEMPORARY TABLE t (a Int8)").leavesState());
        assertTrue(StatementText.read("CREATE OR REPLACE TEMPORARY TABLE t (a Int8)")
                .leavesState());
        assertFalse(StatementText.read("CREATE TABLE temporary (a Int8)").leavesState());
        assertFalse(StatementText.read("SELECT 1").leavesState());
    }
}
