package dev.switchback.standalone.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The demo's own judge is judged by the published answers. */
final class PlainEvaluationTest {
    private static final Answers PUBLISHED = Answers.published();

    @Test
    void thePlainCountOfAllEditsIsThePublishedOne() {
        assertTrue(PlainEvaluation.of(true).answers().agreesWith(PUBLISHED));
    }

    @Test
    void everyHourDiffersWithoutRobots() {
        PlainEvaluation all = PlainEvaluation.of(true);
        PlainEvaluation people = PlainEvaluation.of(false);
        assertEquals(24, people.editsByHour().size());
        assertTrue(IntStream.range(0, 24)
                .allMatch(hour ->
                        people.editsByHour().get(hour) < all.editsByHour().get(hour)));
    }

    @Test
    void answersThatAreOffByOneDoNotAgree() {
        assertFalse(new Answers(
                        PUBLISHED.rows() + 1,
                        PUBLISHED.deletedByHour(),
                        PUBLISHED.topPages(),
                        PUBLISHED.addedByChannel())
                .agreesWith(PUBLISHED));
        assertFalse(new Answers(PUBLISHED.rows(), List.of(), PUBLISHED.topPages(), PUBLISHED.addedByChannel())
                .agreesWith(PUBLISHED));
        assertFalse(new Answers(
                        PUBLISHED.rows(),
                        PUBLISHED.deletedByHour(),
                        PUBLISHED.topPages().reversed(),
                        PUBLISHED.addedByChannel())
                .agreesWith(PUBLISHED));
    }
}
