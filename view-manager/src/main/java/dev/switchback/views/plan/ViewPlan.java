package dev.switchback.views.plan;

import dev.switchback.views.manifest.ViewDefinition;
import dev.switchback.views.program.RowProgram;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** One view. Its {@link #program()} makes a new {@link RowProgram} at each call; a program belongs to one thread. */
public sealed interface ViewPlan {
    String name();

    ViewDefinition.History history();

    Supplier<RowProgram> program();

    /**
     * A view with GROUP BY (or aggregates over everything).
     *
     * @param window absent: one all-time group per key
     * @param dimensions the GROUP BY expressions other than the window; output slots {@code 0 … dimensions.size()-1} of the program
     * @param states what is stored per group, mergeable; shared by the measures. A state's argument is an output slot of the program
     * @param measures the result columns
     */
    record Aggregate(
            String name,
            Optional<Window> window,
            List<OutputColumn> dimensions,
            List<AggregateState> states,
            List<Measure> measures,
            Optional<ViewDefinition.Live> live,
            ViewDefinition.History history,
            Supplier<RowProgram> program)
            implements ViewPlan {
        public Aggregate {
            dimensions = List.copyOf(dimensions);
            states = List.copyOf(states);
            measures = List.copyOf(measures);
        }

        /** The window, if it is one of sessions. */
        public Optional<Window.Session> session() {
            return window.flatMap(
                    each -> each instanceof Window.Session session ? Optional.of(session) : Optional.empty());
        }
    }

    /**
     * A view without GROUP BY: one row per event that passes its WHERE; ClickHouse only.
     *
     * @param columns the SELECT list; output slots {@code 0 … columns.size()-1} of the program
     */
    record Rows(String name, List<OutputColumn> columns, ViewDefinition.History history, Supplier<RowProgram> program)
            implements ViewPlan {
        public Rows {
            columns = List.copyOf(columns);
        }
    }
}
