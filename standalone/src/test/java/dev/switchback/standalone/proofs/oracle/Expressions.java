package dev.switchback.standalone.proofs.oracle;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.IntPredicate;

/** Draws random expressions over {@link Column#ALL}; three-valued logic is spelled out here, and nowhere taken from the product. */
final class Expressions {
    /** Some of them have no exact double: the rank is that of the number as written. */
    private static final List<String> FRACTIONS =
            List.of("0", "0.01", "0.07", "0.25", "0.29", "0.5", "0.58", "0.9", "0.95", "0.999", "1");

    private final Random random;

    Expressions(Random random) {
        this.random = random;
    }

    /** What APPROX_QUANTILE takes as its second argument. */
    Expr fraction() {
        String fraction = FRACTIONS.get(random.nextInt(FRACTIONS.size()));
        return new Expr(fraction, Type.DOUBLE, Expr.columnsOf(), event -> fraction);
    }

    /** A value to group by or to aggregate. */
    Expr value() {
        return random.nextInt(3) > 0 ? column() : computed();
    }

    Expr column() {
        return Expr.column(Column.ALL.get(random.nextInt(Column.ALL.size())));
    }

    private static Expr named(String name) {
        return Column.ALL.stream()
                .filter(column -> column.name().equals(name))
                .map(Expr::column)
                .findFirst()
                .orElseThrow();
    }

    private Expr computed() {
        return switch (random.nextInt(15)) {
            case 0 -> longs("+", named("big"), named("small"), Long::sum);
            case 1 -> longs("*", named("big"), constant(3), (a, b) -> a * b);
            case 2 -> longs("-", named("small"), named("big"), (a, b) -> a - b);
            case 3 ->
                new Expr(
                        "ABS(big)",
                        Type.BIGINT,
                        Expr.columnsOf(named("big")),
                        strict(named("big"), v -> Math.abs((Long) v)));
            case 4 -> choice(condition(1), named("big"), named("small"), Type.BIGINT);
            case 5 ->
                new Expr(
                        "COALESCE(name, 'none')",
                        Type.VARCHAR,
                        Expr.columnsOf(named("name")),
                        event -> event.get("name") == null ? "none" : event.get("name"));
            case 6 ->
                new Expr(
                        "UPPER(name)",
                        Type.VARCHAR,
                        Expr.columnsOf(named("name")),
                        strict(named("name"), v -> ((String) v).toUpperCase(Locale.ROOT)));
            case 7 -> texts(named("name"), named("place"));
            case 8 ->
                new Expr(
                        "SUBSTRING(name FROM 1 FOR 1)",
                        Type.VARCHAR,
                        Expr.columnsOf(named("name")),
                        strict(named("name"), v -> firstCodePoint((String) v)));
            case 9 -> decimals("+", named("price"), named("price"), BigDecimal::add);
            case 10 -> doubles("*", named("ratio"), 2, (a, b) -> a * b);
            // The one that has no value now and then: the event is dead for all views.
            case 11 -> longs("/", constant(100), named("small"), Expressions::divide);
            case 12 -> score();
            case 13 -> choice(condition(1), named("author"), named("tag"), Type.VARCHAR);
            default -> choice(condition(1), named("name"), named("place"), Type.VARCHAR);
        };
    }

    /** A call of the user's function. */
    Expr score() {
        Expr added = random.nextBoolean() ? named("amount") : named("big");
        Expr deleted = random.nextBoolean() ? named("small") : named("amount");
        Expr namespace = random.nextBoolean() ? named("place") : text("Main");
        Expr minor = random.nextBoolean() ? named("flag") : named("agreed");
        Expr comment = random.nextBoolean() ? named("name") : named("author");
        return new Expr(
                Scoring.NAME + "(" + added.sql() + ", " + deleted.sql() + ", " + namespace.sql() + ", " + minor.sql()
                        + ", " + comment.sql() + ")",
                Type.BIGINT,
                Expr.columnsOf(added, deleted, namespace, minor, comment),
                event -> {
                    Object more = added.of(event);
                    Object less = deleted.of(event);
                    // It takes both as primitives, so that it is not called with NULL.
                    return more == null || less == null
                            ? null
                            : Scoring.points(
                                    (Long) more, (Long) less, namespace.of(event), minor.of(event), comment.of(event));
                });
    }

    private static Expr text(String value) {
        return new Expr("'" + value + "'", Type.VARCHAR, Expr.columnsOf(), event -> value);
    }

    private static long divide(long a, long b) {
        if (b == 0) {
            throw new ArithmeticException("division by zero");
        }
        return a / b;
    }

    private static String firstCodePoint(String text) {
        return text.isEmpty() ? "" : text.substring(0, text.offsetByCodePoints(0, 1));
    }

    private static Expr constant(long value) {
        return new Expr(String.valueOf(value), Type.INTEGER, Expr.columnsOf(), event -> value);
    }

    private interface LongOperator {
        long apply(long a, long b);
    }

    private static Expr longs(String operator, Expr a, Expr b, LongOperator meaning) {
        return new Expr(
                "(" + a.sql() + " " + operator + " " + b.sql() + ")",
                a.type() == Type.INTEGER && b.type() == Type.INTEGER ? Type.INTEGER : Type.BIGINT,
                Expr.columnsOf(a, b),
                event -> {
                    Object left = a.of(event);
                    Object right = b.of(event);
                    return left == null || right == null ? null : meaning.apply((Long) left, (Long) right);
                });
    }

    private static Expr decimals(String operator, Expr a, Expr b, BinaryOperator<BigDecimal> meaning) {
        return new Expr(
                "(" + a.sql() + " " + operator + " " + b.sql() + ")", Type.DECIMAL, Expr.columnsOf(a, b), event -> {
                    Object left = a.of(event);
                    Object right = b.of(event);
                    return left == null || right == null ? null : meaning.apply((BigDecimal) left, (BigDecimal) right);
                });
    }

    private static Expr doubles(String operator, Expr a, int b, BinaryOperator<Double> meaning) {
        return new Expr(
                "(" + a.sql() + " " + operator + " " + b + ")",
                Type.DOUBLE,
                a.columns(),
                strict(a, v -> meaning.apply((Double) v, (double) b)));
    }

    private static Expr texts(Expr a, Expr b) {
        return new Expr("(" + a.sql() + " || '-' || " + b.sql() + ")", Type.VARCHAR, Expr.columnsOf(a, b), event -> {
            Object left = a.of(event);
            Object right = b.of(event);
            return left == null || right == null ? null : left + "-" + right;
        });
    }

    private static Expr choice(Expr when, Expr then, Expr otherwise, Type type) {
        return new Expr(
                "CASE WHEN " + when.sql() + " THEN " + then.sql() + " ELSE " + otherwise.sql() + " END",
                type,
                Expr.columnsOf(when, then, otherwise),
                event -> when.holds(event) ? then.of(event) : otherwise.of(event));
    }

    private interface Strict {
        Object apply(Object value);
    }

    private static Expr.Meaning strict(Expr argument, Strict meaning) {
        return event -> {
            Object value = argument.of(event);
            return value == null ? null : meaning.apply(value);
        };
    }

    /** A BOOLEAN expression. */
    Expr condition(int depth) {
        if (depth > 0 && random.nextInt(2) == 0) {
            return switch (random.nextInt(3)) {
                case 0 -> connected("AND", condition(depth - 1), condition(depth - 1), false);
                case 1 -> connected("OR", condition(depth - 1), condition(depth - 1), true);
                default -> {
                    Expr inner = condition(depth - 1);
                    yield new Expr("(NOT " + inner.sql() + ")", Type.BOOLEAN, inner.columns(), strict(inner, v ->
                            !(Boolean) v));
                }
            };
        }
        return switch (random.nextInt(11)) {
            case 0 -> random.nextBoolean() ? named("flag") : named("agreed");
            case 1 -> isNull();
            case 2 -> comparison(named("big"), String.valueOf(random.nextInt(2_000) - 1_000));
            case 3 -> comparison(named("small"), String.valueOf(random.nextInt(20) - 10));
            case 4 -> comparison(named("price"), random.nextInt(100) + "." + (10 + random.nextInt(90)));
            case 5 -> comparison(named("ratio"), random.nextInt(50) + ".5");
            case 6 -> like();
            case 7 -> in();
            case 8 -> comparison(score(), String.valueOf(5 * random.nextInt(30)));
            case 9 -> comparison(named("rate"), random.nextInt(50) + ".25");
            default -> between();
        };
    }

    /** AND and OR of three values: {@code decisive} wins over NULL, NULL over the other. */
    private static Expr connected(String word, Expr a, Expr b, boolean decisive) {
        return new Expr("(" + a.sql() + " " + word + " " + b.sql() + ")", Type.BOOLEAN, Expr.columnsOf(a, b), event -> {
            Object left = a.of(event);
            Object right = b.of(event);
            if (Boolean.valueOf(decisive).equals(left)
                    || Boolean.valueOf(decisive).equals(right)) {
                return decisive;
            }
            return (left == null || right == null) ? null : !decisive;
        });
    }

    private Expr isNull() {
        Expr column = column();
        // The event time is never NULL, and the planner may know that.
        Expr asked = column.sql().equals(Column.TIME) ? named("seen") : column;
        boolean not = random.nextBoolean();
        return new Expr(
                "(" + asked.sql() + " IS " + (not ? "NOT " : "") + "NULL)",
                Type.BOOLEAN,
                asked.columns(),
                event -> not == (asked.of(event) != null));
    }

    private Expr comparison(Expr column, String literal) {
        BigDecimal value = new BigDecimal(literal);
        int kind = random.nextInt(6);
        String operator = List.of("=", "<>", "<", "<=", ">", ">=").get(kind);
        IntPredicate meaning = order -> switch (kind) {
            case 0 -> order == 0;
            case 1 -> order != 0;
            case 2 -> order < 0;
            case 3 -> order <= 0;
            case 4 -> order > 0;
            default -> order >= 0;
        };
        return new Expr(
                "(" + column.sql() + " " + operator + " " + literal + ")",
                Type.BOOLEAN,
                column.columns(),
                strict(column, v -> meaning.test(Values.number(v).compareTo(value))));
    }

    private Expr like() {
        Expr name = named("name");
        return new Expr(
                "(name LIKE 'a%')", Type.BOOLEAN, name.columns(), strict(name, v -> ((String) v).startsWith("a")));
    }

    private Expr in() {
        Expr place = named("place");
        return new Expr(
                "(place IN ('b', 'ä', ''))",
                Type.BOOLEAN,
                place.columns(),
                strict(place, v -> List.of("b", "ä", "").contains((String) v)));
    }

    private Expr between() {
        Expr small = named("small");
        long from = random.nextLong(20) - 10;
        long to = from + random.nextInt(10);
        return new Expr(
                "(small BETWEEN " + from + " AND " + to + ")",
                Type.BOOLEAN,
                small.columns(),
                strict(small, v -> (Long) v >= from && (Long) v <= to));
    }

    /** Whether no sum over a case's events leaves its type. */
    static boolean mayBeSummed(Expr expression) {
        return !expression.columns().contains("huge");
    }
}
