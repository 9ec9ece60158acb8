package dev.switchback.migrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two builds of Switchback run side by side on one catalog while it is upgraded: see docs/upgrades.md. */
final class ExpandOnlyTest {
    @Test
    void noPublishedMigrationWasEditedOrRemoved() throws IOException {
        Map<String, String> files = PublishedMigrations.files();
        List<String> changed = new ArrayList<>();
        PublishedMigrations.published().forEach((file, sum) -> {
            String text = files.get(file);
            if (text == null || !PublishedMigrations.sha256(text).equals(sum)) {
                changed.add(file);
            }
        });
        assertEquals(
                List.of(), changed, "stores in use have applied these as they were; write a new migration instead");
    }

    @Test
    void newMigrationsOnlyAdd() throws IOException {
        Map<String, String> published = PublishedMigrations.published();
        List<String> problems = new ArrayList<>();
        PublishedMigrations.files().forEach((file, sql) -> {
            String claimed = ExpandOnly.contracts(sql);
            boolean contracts = !claimed.isEmpty()
                    && published.keySet().stream().anyMatch(each -> each.contains("/" + claimed + "__"));
            if (!published.containsKey(file) && !contracts) {
                ExpandOnly.problems(sql).forEach(problem -> problems.add(file + " " + problem));
            }
        });
        assertEquals(List.of(), problems, "an older build that still runs would fail");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE ledger",
                "ALTER TABLE ledger DROP COLUMN idle",
                "ALTER TABLE ledger\n  ADD COLUMN a text,\n  DROP CONSTRAINT ledger_conserves",
                "DROP INDEX version_one_active",
                "ALTER TABLE ledger RENAME COLUMN idle TO resting",
                "ALTER TABLE ledger RENAME TO book",
                "ALTER TABLE ledger ALTER COLUMN cut TYPE bigint",
                "ALTER TABLE ledger ALTER cut SET DATA TYPE bigint",
                "ALTER TABLE ledger ALTER COLUMN claim_end SET NOT NULL",
                "ALTER TABLE ledger ADD COLUMN owner text NOT NULL",
                "ALTER TABLE ledger ADD COLUMN a text DEFAULT '', ADD COLUMN owner text NOT NULL",
                "ALTER TABLE ledger ADD CHECK (cut > 0)",
                "ALTER TABLE ledger ADD CONSTRAINT known FOREIGN KEY (pipeline, version) REFERENCES version",
                "CREATE UNIQUE INDEX one ON ledger (pipeline)",
                "DELETE FROM journal",
                "TRUNCATE journal",
                "ALTER TABLE switchback.t MODIFY COLUMN a UInt64"
            })
    void aContractionIsRefused(String sql) {
        assertFalse(ExpandOnly.problems(sql).isEmpty(), sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE t (id uuid PRIMARY KEY, name text NOT NULL CHECK (name <> ''))",
                "CREATE TABLE t (a int); CREATE UNIQUE INDEX one ON t (a)",
                "ALTER TABLE ledger ADD COLUMN owner text NOT NULL DEFAULT 'nobody'",
                "ALTER TABLE ledger ADD COLUMN owner text, ADD COLUMN since timestamptz NOT NULL DEFAULT clock_timestamp()",
                "CREATE INDEX journal_by_actor ON journal (actor)",
                "ALTER TABLE journal ALTER COLUMN pipeline DROP NOT NULL",
                "-- DROP TABLE ledger\nCOMMENT ON TABLE ledger IS 'never DROP TABLE it'"
            })
    void anExpansionIsAllowed(String sql) {
        assertEquals(List.of(), ExpandOnly.problems(sql));
    }

    @Test
    void aContractionNamesWhatItCompletes() {
        assertEquals(
                "V202611200902", ExpandOnly.contracts("-- contracts V202611200902: unread since 0.2\nDROP TABLE x"));
        assertEquals("", ExpandOnly.contracts("-- contracts V202611200902\nDROP TABLE x"));
    }
}
