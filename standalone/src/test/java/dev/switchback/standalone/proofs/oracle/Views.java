package dev.switchback.standalone.proofs.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Draws random views. */
final class Views {
    private static final List<Long> SIZES = List.of(1_000L, 7_000L, 60_000L, 90_000L, 3_600_000L, 1_500L);

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
            Expr expression = expressions.value();
            if (dimensions.stream().noneMatch(d -> d.expression().sql().equals(expression.sql()))) {
                dimensions.add(new View.Dimension("d" + dimensions.size(), expression));
            }
        }
        List<Measure> measures = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            measures.add(measure("m" + measures.size()));
        }
        Optional<Expr> where = random.nextInt(2) == 0 ? Optional.empty() : Optional.of(expressions.condition(2));
        return new View(name, window(), dimensions, where, measures);
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
        while (function != Aggregate.COUNT_ALL && arguments.isEmpty()) {
            Expr argument = expressions.value();
            if (function.takes(argument.type()) && (!function.adds() || Expressions.mayBeSummed(argument))) {
                arguments.add(argument);
            }
        }
        Optional<Expr> filter = random.nextInt(3) > 0 ? Optional.empty() : Optional.of(expressions.condition(1));
        return new Measure(name, function, arguments, filter);
    }
}
