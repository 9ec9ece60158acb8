package dev.switchback.standalone.proofs.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Draws random views. */
final class Views {
    private static final List<Long> SIZES = List.of(1_000L, 7_000L, 60_000L, 90_000L, 3_600_000L, 1_500L);

    private static final List<Long> GAPS = List.of(500L, 2_000L, 20_000L, 60_000L);

    private static final List<Aggregate> AGGREGATES = List.of(Aggregate.values());

    private final Random random;
    private final Expressions expressions;

    Views(Random random) {
        this.random = random;
        this.expressions = new Expressions(random);
    }

    View view(String name) {
        List<View.Dimension> dimensions = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            add(dimensions, expressions.value());
        }
        return view(name, window(), dimensions);
    }

    /** A view over sessions of one to three columns. */
    View sessions(String name) {
        List<View.Dimension> key = new ArrayList<>();
        int most = 1 + random.nextInt(3);
        while (key.isEmpty() || key.size() < most) {
            Expr column = expressions.column();
            if (column.type() != Type.DOUBLE) {
                add(key, column);
            }
        }
        return view(name, new Windowing.Session(GAPS.get(random.nextInt(GAPS.size()))), key);
    }

    private static void add(List<View.Dimension> dimensions, Expr expression) {
        if (dimensions.stream().noneMatch(d -> d.expression().sql().equals(expression.sql()))) {
            dimensions.add(new View.Dimension("d" + dimensions.size(), expression));
        }
    }

    private View view(String name, Windowing window, List<View.Dimension> dimensions) {
        List<Measure> measures = new ArrayList<>();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            measures.add(measure("m" + measures.size()));
        }
        Optional<Expr> where = random.nextInt(2) == 0 ? Optional.empty() : Optional.of(expressions.condition(2));
        return new View(name, window, dimensions, where, measures);
    }

    private Windowing window() {
        long size = SIZES.get(random.nextInt(SIZES.size()));
        long offset = random.nextInt(3) > 0 ? 0 : random.nextLong(size / 500) * 500;
        return switch (random.nextInt(5)) {
            case 0 -> new Windowing.None();
            case 1 -> {
                long parts = 1 + random.nextLong(4);
                long slide = Math.max(500, size / parts / 500 * 500);
                yield new Windowing.Hop(size, slide, offset % slide);
            }
            default -> new Windowing.Tumble(size, offset);
        };
    }

    private Measure measure(String name) {
        Aggregate function = AGGREGATES.get(random.nextInt(AGGREGATES.size()));
        List<Expr> arguments = new ArrayList<>();
        if (function != Aggregate.COUNT_ALL) {
            arguments.add(argument(function));
        }
        if (function.compares()) {
            arguments.add(random.nextInt(3) == 0 ? Expr.column(Column.ALL.getFirst()) : expressions.value());
        }
        if (function.kind() == Aggregate.Kind.QUANTILE) {
            arguments.add(expressions.fraction());
        }
        Optional<Expr> filter = random.nextInt(3) > 0 ? Optional.empty() : Optional.of(expressions.condition(1));
        return new Measure(name, function, arguments, filter);
    }

    private Expr argument(Aggregate function) {
        if (function.kind() == Aggregate.Kind.LOGIC) {
            return expressions.condition(1);
        }
        if (function.kind() == Aggregate.Kind.SUM && random.nextInt(4) == 0) {
            return expressions.score();
        }
        while (true) {
            Expr argument = expressions.value();
            boolean bears = function.kind() != Aggregate.Kind.SUM || Expressions.mayBeSummed(argument);
            if (function.takes(argument.type()) && bears) {
                return argument;
            }
        }
    }
}
