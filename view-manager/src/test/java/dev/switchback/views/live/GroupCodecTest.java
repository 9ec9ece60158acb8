package dev.switchback.views.live;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.switchback.views.plan.ColumnType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GroupCodecTest {
    private static final List<ColumnType> TYPES = List.of(
            ColumnType.VARCHAR,
            ColumnType.BOOLEAN,
            ColumnType.INTEGER,
            ColumnType.BIGINT,
            ColumnType.DOUBLE,
            ColumnType.decimal(10, 2),
            ColumnType.TIMESTAMP);
    private final GroupCodec codec = new GroupCodec(TYPES);

    @Test
    void writesWhatThePageSays() {
        assertEquals(
                "[\"a \\\"b\\\" \\\\ \\u0000\\u000a é😀\\ud83d\",true,-5,9223372036854775807,0.1,\"-1.50\",1442016000123]",
                codec.encode(new Object[] {
                    "a \"b\" \\ \0\n é😀\ud83d",
                    true,
                    -5,
                    Long.MAX_VALUE,
                    0.1,
                    new BigDecimal("-1.5"),
                    1_442_016_000_123L
                }));
        assertEquals("[null,null,null,null,null,null,null]", codec.encode(new @Nullable Object[7]));
        assertEquals("[]", new GroupCodec(List.of()).encode(new Object[] {"passed over"}));
        GroupCodec doubles = new GroupCodec(List.of(ColumnType.DOUBLE, ColumnType.DOUBLE));
        assertEquals("[\"NaN\",\"-Infinity\"]", doubles.encode(new Object[] {Double.NaN, Double.NEGATIVE_INFINITY}));
        assertEquals("[1.0E300,-0.0]", doubles.encode(new Object[] {1e300, -0.0}));
    }

    @Test
    void aNumberAndItsTextAreDifferentGroups() {
        GroupCodec texts = new GroupCodec(List.of(ColumnType.VARCHAR, ColumnType.VARCHAR));
        assertEquals("[\"null\",null]", texts.encode(new @Nullable Object[] {"null", null}));
        assertArrayEquals(new @Nullable Object[] {"null", null}, texts.decode("[\"null\",null]"));
        assertEquals("[\"a\\\",\\\"b\",\"c\"]", texts.encode(new Object[] {"a\",\"b", "c"}));
    }

    @Property
    void everyGroupReadsBackAsItWas(@ForAll("groups") @Nullable Object[] group) {
        String text = codec.encode(group);
        assertArrayEquals(group, codec.decode(text));
        // Redis keeps bytes.
        String stored = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertEquals(text, stored);
    }

    @Provide
    Arbitrary<@Nullable Object[]> groups() {
        return Combinators.combine(
                        Arbitraries.strings().all().injectNull(0.1),
                        Arbitraries.of(true, false).injectNull(0.1),
                        Arbitraries.integers().injectNull(0.1),
                        Arbitraries.longs().injectNull(0.1),
                        Arbitraries.doubles().injectNull(0.1),
                        Arbitraries.longs()
                                .between(-9_999_999_999L, 9_999_999_999L)
                                .map(unscaled -> BigDecimal.valueOf(unscaled, 2))
                                .injectNull(0.1),
                        Arbitraries.longs().injectNull(0.1))
                .as((text, flag, number, big, real, decimal, time) ->
                        new @Nullable Object[] {text, flag, number, big, real, decimal, time});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "[1",
                "[1]x",
                "[1,2]",
                "[\"a]",
                "[\"\\u12\"]",
                "[\"\\x\"]",
                "[one]",
                "[]",
                "{}",
                "[99999999999]"
            })
    void whatTheCodecNeverWritesIsRefused(String text) {
        GroupCodec numbers = new GroupCodec(List.of(ColumnType.INTEGER));
        assertThrows(IllegalArgumentException.class, () -> numbers.decode(text));
    }

    @Test
    void valuesReadBackFromWhatRedisMakesOfThem() {
        assertEquals(3.5, LiveValues.value(ColumnType.DOUBLE, "3.5"));
        assertEquals(1e20, LiveValues.value(ColumnType.DOUBLE, "100000000000000000000"));
        assertEquals(Double.NEGATIVE_INFINITY, LiveValues.value(ColumnType.DOUBLE, "-inf"));
        assertEquals(new BigDecimal("7.00"), LiveValues.value(ColumnType.decimal(38, 2), "7"));
        assertEquals("7.00", LiveValues.text(ColumnType.decimal(38, 2), new BigDecimal("7")));
        assertEquals("1442016000123", LiveValues.text(ColumnType.TIMESTAMP, 1_442_016_000_123L));
        assertThrows(IllegalArgumentException.class, () -> LiveValues.value(ColumnType.BOOLEAN, "1"));
    }
}
