package dev.switchback.standalone.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A judge that never finds anything would let the demo pass: each kind of bad answer must be found. */
final class AnswerJudgeTest {
    private static final Question QUESTION = new Question.OneChannel("#en.wikipedia");

    private final AnswerJudge judge = new AnswerJudge(Map.of(1, version(100), 2, version(60)), 2);

    @Test
    void rightAnswersOfBothVersionsAreClean() {
        judge.answered(QUESTION, judge.floor(), answer(1, 1, "{\"added\":100}"));
        judge.answered(QUESTION, judge.floor(), answer(2, 2, "{\"added\":60,\"editors\":3}"));
        assertEquals(new AnswerJudge.Counts(2, 0, 0, 0), judge.counts());
        assertTrue(judge.counts().isClean());
    }

    @Test
    @DisplayName("P5: an answer of an older epoch than one received before it was asked for is found")
    void olderEpochAfterNewer() {
        long askedBefore = judge.floor();
        judge.answered(QUESTION, judge.floor(), answer(2, 2, "{\"added\":60,\"editors\":3}"));
        judge.answered(QUESTION, askedBefore, answer(1, 1, "{\"added\":100}"));
        assertEquals(0, judge.counts().epochInversions(), "it was asked for before, so it is concurrent");
        judge.answered(QUESTION, judge.floor(), answer(1, 1, "{\"added\":100}"));
        assertEquals(1, judge.counts().epochInversions());
    }

    @Test
    @DisplayName("P5: rows of another version than the one named are found")
    void rowsOfAnotherVersion() {
        judge.answered(QUESTION, 0, answer(2, 2, "{\"added\":100,\"editors\":3}"));
        judge.answered(QUESTION, 0, answer(2, 2, "{\"added\":60}"));
        judge.answered(QUESTION, 0, answer(1, 2, "{\"added\":60,\"editors\":3}"));
        judge.answered(QUESTION, 0, answer(3, 2, "{\"added\":60,\"editors\":3}"));
        assertEquals(4, judge.counts().mixedVersions());
    }

    @Test
    void requestsWithoutAGoodAnswerAreCounted() {
        judge.failed(QUESTION, "status 503");
        assertEquals(new AnswerJudge.Counts(1, 1, 0, 0), judge.counts());
    }

    private static PlainEvaluation version(long added) {
        return new PlainEvaluation(List.of(), List.of(), List.of(), Map.of(), Map.of("#en.wikipedia", added));
    }

    private static JsonNode answer(int version, long epoch, String row) {
        return JsonMapper.builder()
                .build()
                .readTree("{\"version\":%d,\"epoch\":%d,\"rows\":[%s]}".formatted(version, epoch, row));
    }
}
