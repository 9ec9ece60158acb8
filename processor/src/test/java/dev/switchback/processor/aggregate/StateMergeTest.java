package dev.switchback.processor.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.AggregateState.Kind;
import dev.switchback.views.plan.ColumnType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Merging what several columns made gives what one column makes of all their arguments. */
class StateMergeTest {
    private static final ColumnType AMOUNT = ColumnType.decimal(10, 2);

    @Test
    @DisplayName(
            "P3: states of parts merge, in any order, to the state of all arguments; with StateColumnsTest every kind")
    void mergedValuesAreTheValueOfAllArguments() {
        check(Kind.COUNT_ALL, ColumnType.BOOLEAN, ColumnType.BIGINT, random -> true);
        check(Kind.COUNT, ColumnType.VARCHAR, ColumnType.BIGINT, random -> "x");
        check(Kind.SUM, ColumnType.BIGINT, ColumnType.BIGINT, random -> random.nextLong() >> 16);
        check(Kind.SUM, ColumnType.INTEGER, ColumnType.BIGINT, Random::nextInt);
        check(Kind.SUM, ColumnType.DOUBLE, ColumnType.DOUBLE, random -> (double) random.nextInt());
        check(Kind.QUANTILE, ColumnType.DOUBLE, ColumnType.DOUBLE, Random::nextGaussian);
        check(Kind.SUM, AMOUNT, ColumnType.decimal(38, 2), random -> BigDecimal.valueOf(random.nextInt(), 2));
        for (Kind kind : List.of(Kind.MIN, Kind.MAX, Kind.COUNT_DISTINCT, Kind.APPROX_COUNT_DISTINCT)) {
            ColumnType ofText = kind == Kind.MIN || kind == Kind.MAX ? ColumnType.VARCHAR : ColumnType.BIGINT;
            check(kind, ColumnType.VARCHAR, ofText, random -> Character.toString(0xD7F0 + random.nextInt(3000) * 9));
        }
    }

    private static void check(Kind kind, ColumnType argument, ColumnType result, Function<Random, Object> values) {
        AggregateState state = new AggregateState("s0", kind, kind == Kind.COUNT_ALL ? -1 : 0, argument, result);
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            StateColumn whole = column(state);
            StateColumn merged = column(state);
            List<@Nullable Object> parts = new ArrayList<>();
            for (int part = 0; part < 4; part++) {
                StateColumn one = column(state);
                for (int i = random.nextInt(6); i > 0; i--) {
                    Object value = kind != Kind.COUNT_ALL && random.nextInt(4) == 0 ? null : values.apply(random);
                    whole.add(1, value);
                    one.add(1, value);
                }
                parts.add(one.value(1));
                merged.merge(1, one.value(1));
                assertEquals(comparable(one.value(0)), comparable(merged.value(0)), "another group stays as it is");
            }
            assertEquals(comparable(whole.value(1)), comparable(merged.value(1)), kind + ", seed " + seed);
            StateColumn otherwise = column(state);
            Collections.shuffle(parts, random);
            parts.forEach(part -> otherwise.merge(1, part));
            assertEquals(comparable(whole.value(1)), comparable(otherwise.value(1)), kind + " shuffled, seed " + seed);
        }
    }

    private static StateColumn column(AggregateState state) {
        StateColumn column = StateColumn.of(state);
        column.reserve(2);
        return column;
    }

    private static @Nullable Object comparable(@Nullable Object value) {
        return value instanceof List<?> values ? new HashSet<>(values) : value;
    }
}
