package dev.switchback.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Points counted by hand. */
class EditScoringTest {
    @Test
    @DisplayName("Additions give, deletions take, articles count twice, minor edits half")
    void points() {
        assertEquals(0, EditScoring.score(0, 0, "User", false, null));
        assertEquals(10, EditScoring.score(1, 0, "User", null, "short"));
        assertEquals(70, EditScoring.score(100, 0, "User", false, null));
        assertEquals(140, EditScoring.score(100, 0, "Main", false, null));
        assertEquals(70, EditScoring.score(100, 0, "Main", true, null));
        assertEquals(75, EditScoring.score(100, 0, null, false, "ten signs!"));
        assertEquals(50, EditScoring.score(100, 15, "User", false, ""));
        assertEquals(0, EditScoring.score(1, 100_000, "Main", false, null));
        assertEquals(630, EditScoring.score(Long.MAX_VALUE, -5, "User", false, null));
    }

    @Test
    @DisplayName("A revert gives nothing, in the languages that the list of words knows")
    void reverts() {
        assertEquals(0, EditScoring.score(5_000, 0, "Main", false, "Reverted edits by Example"));
        assertEquals(0, EditScoring.score(5_000, 0, "Main", false, "RÜCKGÄNGIG gemacht"));
    }
}
