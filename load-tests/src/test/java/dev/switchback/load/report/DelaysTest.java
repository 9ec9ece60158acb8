package dev.switchback.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class DelaysTest {
    @Test
    void aPercentileIsTheShortestThatSoManyDoNotExceed() {
        List<Long> nanos = new ArrayList<>(
                LongStream.rangeClosed(1, 200).map(ms -> ms * 1_000_000).boxed().toList());
        Collections.shuffle(nanos, new Random(1));
        Delays delays = new Delays(nanos);

        assertEquals(100, delays.millis(0.5));
        assertEquals(198, delays.millis(0.99));
        assertEquals(200, delays.millis(1));
        assertEquals(1, delays.millis(0));
    }
}
