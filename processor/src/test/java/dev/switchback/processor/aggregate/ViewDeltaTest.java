package dev.switchback.processor.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.state.ValueOrder;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tables and states against plain collections. */
class ViewDeltaTest {

    @Test
    void groupsAreNumberedByFirstAppearance() {
        GroupTable table = new GroupTable(2);
        Map<List<@Nullable Object>, Integer> expected = new HashMap<>();
        Random random = new Random(7);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 20_000; i++) {
                long window = random.nextInt(5) * 60_000L;
                @Nullable
                Object[] key = {
                    random.nextInt(20) == 0 ? null : "k" + random.nextInt(500), random.nextBoolean() ? 1L : null
                };
                List<@Nullable Object> asList = new ArrayList<>();
                asList.add(window);
                asList.add(key[0]);
                asList.add(key[1]);
                int group = expected.computeIfAbsent(asList, k -> expected.size());
                assertEquals(group, table.find(window, key, GroupTable.hash(window, GroupTable.hash(key, 2))));
            }
            assertEquals(expected.size(), table.size());
            table.clear();
            expected.clear();
        }
    }

    @Test
    void distinctValuesPerGroup() {
        DistinctColumn column = new DistinctColumn();
        column.reserve(10);
        Random random = new Random(8);
        for (int round = 0; round < 3; round++) {
            Map<Integer, Set<Object>> expected = new HashMap<>();
            for (int i = 0; i < 5_000; i++) {
                int group = random.nextInt(10);
                String value = "v" + random.nextInt(300);
                column.add(group, value);
                column.add(group, null);
                expected.computeIfAbsent(group, g -> new HashSet<>()).add(value);
            }
            expected.forEach((group, values) -> {
                assertEquals(values, new HashSet<>(column.value(group)));
                assertEquals(values.size(), column.value(group).size());
            });
            column.clear(10);
            assertTrue(column.value(3).isEmpty());
        }
    }

    @Test
    void anIntegerSumEndsItsBatchBeforeItOverflows() {
        LongSumColumn sum = new LongSumColumn();
        sum.reserve(2);
        assertTrue(sum.hasRoom(Long.MIN_VALUE));
        sum.add(0, Long.MIN_VALUE);
        assertEquals(Long.MIN_VALUE, sum.value(0));
        assertFalse(sum.hasRoom(-1L));
        assertTrue(sum.hasRoom(0L));
        assertTrue(sum.hasRoom(null));
        sum.clear(2);
        assertNull(sum.value(0));
        sum.add(0, Long.MAX_VALUE - 5);
        assertTrue(sum.hasRoom(5L));
        assertFalse(sum.hasRoom(6));
    }

    @Test
    void anEventInManyWindowsNeverWrapsTheBoundOfASum() {
        LongSumColumn sum = new LongSumColumn();
        sum.reserve(5);
        for (int window = 0; window < 5; window++) {
            sum.add(window, Long.MIN_VALUE + 7);
        }
        for (int window = 0; window < 5; window++) {
            assertEquals(Long.MIN_VALUE + 7, sum.value(window));
        }
        assertFalse(sum.hasRoom(1L));
        assertTrue(sum.hasRoom(0L));
    }

    @Test
    void aDecimalSumEndsItsBatchBeforeItsDigitsAreUsedUp() {
        DecimalSumColumn sum = new DecimalSumColumn(38);
        sum.reserve(1);
        BigDecimal large = new BigDecimal("6e37").setScale(0);
        sum.add(0, large);
        assertFalse(sum.hasRoom(large));
        assertTrue(sum.hasRoom(BigDecimal.ONE));
    }

    @Test
    void textsAreComparedAsTheirUtf8Bytes() {
        ExtremeColumn largest = new ExtremeColumn(ValueOrder.CODE_POINTS, 1);
        largest.reserve(1);
        largest.add(0, "\uFF5E");
        largest.add(0, "\uD834\uDD1E");
        largest.add(0, "zz");
        assertEquals("\uD834\uDD1E", largest.value(0));
    }
}
