package dev.switchback.views.sql;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Random SQL expressions with their values, computed the plain way. All numbers are BIGINT; ArithmeticException where there is no value. */
final class PlainSql {
    private static final List<String> TEXTS = List.of("", "a", "ab", "ba", "aXb", " a ", "%", "é中", "😀b", "12", "-7");
    private static final List<Long> NUMBERS =
            List.of(0L, 1L, -1L, 2L, 3L, -7L, 10L, 1_000_003L, Long.MAX_VALUE, Long.MIN_VALUE + 1);
    private static final List<Long> LITERALS = List.of(0L, 1L, 2L, 5L, 1_000_000_000L);
    private static final List<String> COMPARISONS = List.of("=", "<>", "<", "<=", ">", ">=");

    private final Random random;

    PlainSql(Random random) {
        this.random = random;
    }

    /** An expression: its text and what it means. */
    record Node(String sql, Function<Row, @Nullable Object> meaning) {
        @Nullable
        Object value(Row row) {
            return meaning.apply(row);
        }
    }

    record Row(Map<String, @Nullable Object> values) {
        @Nullable
        Object get(String column) {
            return values.get(column);
        }
    }

    /** Values for the columns of {@link Manifests#withView} that the expressions name. */
    Row row() {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("ts", 0L);
        values.put("b", maybe(random.nextBoolean()));
        values.put("l", maybe(pick(NUMBERS)));
        values.put("s", maybe(pick(TEXTS)));
        values.put("user", maybe(pick(TEXTS)));
        return new Row(values);
    }

    Node bool(int depth) {
        if (depth == 0) {
            return random.nextInt(5) == 0 ? new Node("CAST(NULL AS BOOLEAN)", r -> null) : column("b");
        }
        return switch (random.nextInt(12)) {
            case 0 -> connective("AND", false, bool(depth - 1), bool(depth - 1));
            case 1 -> connective("OR", true, bool(depth - 1), bool(depth - 1));
            case 2 -> one("(NOT %s)", bool(depth - 1), v -> !(Boolean) v);
            case 3 -> compare(number(depth - 1), number(depth - 1), (a, b) -> Long.compare((Long) a, (Long) b));
            case 4 -> compare(text(depth - 1), text(depth - 1), (a, b) -> Arrays.compareUnsigned(utf8(a), utf8(b)));
            case 5 -> test("(%s IS NULL)", text(depth - 1), v -> v == null);
            case 6 -> test("(%s IS NOT NULL)", number(depth - 1), v -> v != null);
            case 7 -> test("(%s IS TRUE)", bool(depth - 1), v -> v != null && (Boolean) v);
            case 8 -> test("(%s IS NOT FALSE)", bool(depth - 1), v -> v == null || (Boolean) v);
            case 9 ->
                one(
                        "(%s IN ('a', 'ba', 'é中'))",
                        text(depth - 1), v -> List.of("a", "ba", "é中").contains(v));
            case 10 -> one("(%s LIKE '%%a_%%')", text(depth - 1), v -> ((String) v).matches("(?s)[^a]*a.+"));
            default -> choose(bool(depth - 1), bool(depth - 1), bool(depth - 1));
        };
    }

    Node number(int depth) {
        if (depth == 0) {
            Long literal = pick(LITERALS);
            return random.nextInt(3) == 0 ? new Node("CAST(" + literal + " AS BIGINT)", r -> literal) : column("l");
        }
        Node first = number(depth - 1);
        return switch (random.nextInt(11)) {
            case 0 -> two("(%s + %s)", first, number(depth - 1), (a, b) -> Math.addExact((Long) a, (Long) b));
            case 1 -> two("(%s - %s)", first, number(depth - 1), (a, b) -> Math.subtractExact((Long) a, (Long) b));
            case 2 -> two("(%s * %s)", first, number(depth - 1), (a, b) -> Math.multiplyExact((Long) a, (Long) b));
            case 3 -> two("(%s / %s)", first, column("l"), (a, b) -> Math.divideExact((Long) a, (Long) b));
            case 4 -> two("MOD(%s, %s)", first, column("l"), (a, b) -> (Long) a % (Long) b);
            case 5 -> one("(- %s)", first, v -> Math.negateExact((Long) v));
            case 6 -> one("ABS(%s)", first, v -> Math.absExact((Long) v));
            case 7 ->
                one(
                        "CAST(CHAR_LENGTH(%s) AS BIGINT)",
                        text(depth - 1), v -> codePoints(v).length() + 0L);
            case 8 -> coalesce(first, number(depth - 1));
            case 9 -> one("CAST(%s AS BIGINT)", text(depth - 1), PlainSql::parsed);
            default -> choose(bool(depth - 1), first, number(depth - 1));
        };
    }

    Node text(int depth) {
        if (depth == 0) {
            String literal = pick(TEXTS);
            return random.nextInt(3) == 0
                    ? new Node("CAST('" + literal + "' AS VARCHAR)", r -> literal)
                    : column(random.nextBoolean() ? "s" : "user");
        }
        return switch (random.nextInt(8)) {
            case 0 -> two("(%s || %s)", text(depth - 1), text(depth - 1), (a, b) -> "" + a + b);
            case 1 -> one("UPPER(%s)", text(depth - 1), v -> v.toString().toUpperCase(Locale.ROOT));
            case 2 -> one("TRIM(%s)", text(depth - 1), v -> v.toString().replaceAll("^ +| +$", ""));
            case 3 ->
                one(
                        "SUBSTRING(%s FROM 2 FOR 1)",
                        text(depth - 1), v -> {
                            int[] codes = v.toString().codePoints().toArray();
                            return codes.length < 2 ? "" : Character.toString(codes[1]);
                        });
            case 4 -> one("CAST(%s AS VARCHAR)", number(depth - 1), v -> "" + v);
            case 5 ->
                one("REPLACE(%s, 'a', 'zz')", text(depth - 1), v -> v.toString().replaceAll("a", "zz"));
            case 6 -> coalesce(text(depth - 1), text(depth - 1));
            default -> choose(bool(depth - 1), text(depth - 1), text(depth - 1));
        };
    }

    private static Node column(String name) {
        return new Node(name, row -> row.get(name));
    }

    private static Node test(String form, Node argument, Function<@Nullable Object, Object> meaning) {
        return new Node(form.formatted(argument.sql()), row -> meaning.apply(argument.value(row)));
    }

    private static Node one(String form, Node argument, Function<Object, Object> meaning) {
        return new Node(form.formatted(argument.sql()), row -> {
            Object value = argument.value(row);
            return value == null ? null : meaning.apply(value);
        });
    }

    private static Node two(String form, Node left, Node right, BiFunction<Object, Object, Object> meaning) {
        return new Node(form.formatted(left.sql(), right.sql()), row -> {
            Object a = left.value(row);
            Object b = right.value(row);
            return a == null || b == null ? null : meaning.apply(a, b);
        });
    }

    private Node compare(Node left, Node right, BiFunction<Object, Object, Integer> order) {
        String sign = pick(COMPARISONS);
        return two("(%s " + sign + " %s)", left, right, (a, b) -> {
            int c = order.apply(a, b);
            return switch (sign) {
                case "=" -> c == 0;
                case "<>" -> c != 0;
                case "<" -> c < 0;
                case "<=" -> c <= 0;
                case ">" -> c > 0;
                default -> c >= 0;
            };
        });
    }

    /** SQL-92, 8.12: the truth tables of AND and OR. */
    private static Node connective(String word, boolean decisive, Node left, Node right) {
        return new Node("(" + left.sql() + " " + word + " " + right.sql() + ")", row -> {
            Object a = left.value(row);
            if (a != null && (Boolean) a == decisive) {
                return decisive;
            }
            Object b = right.value(row);
            if (b != null && (Boolean) b == decisive) {
                return decisive;
            }
            return (a == null || b == null) ? null : !decisive;
        });
    }

    private static Node coalesce(Node first, Node second) {
        return new Node("COALESCE(" + first.sql() + ", " + second.sql() + ")", row -> {
            Object value = first.value(row);
            return value == null ? second.value(row) : value;
        });
    }

    private static Node choose(Node condition, Node then, Node otherwise) {
        return new Node(
                "CASE WHEN %s THEN %s ELSE %s END".formatted(condition.sql(), then.sql(), otherwise.sql()),
                row -> Boolean.TRUE.equals(condition.value(row)) ? then.value(row) : otherwise.value(row));
    }

    private static String codePoints(Object text) {
        return text.toString().replaceAll("[\\x{10000}-\\x{10FFFF}]", "x");
    }

    private static byte[] utf8(Object text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Object parsed(Object text) {
        String digits = text.toString().trim();
        if (!digits.matches("[+-]?[0-9]+")) {
            throw new ArithmeticException(digits + " is no number");
        }
        return new BigInteger(digits).longValueExact();
    }

    private @Nullable Object maybe(Object value) {
        return random.nextInt(4) == 0 ? null : value;
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
