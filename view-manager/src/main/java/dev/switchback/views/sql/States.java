package dev.switchback.views.sql;

import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.AggregateState.Kind;
import dev.switchback.views.plan.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexNode;

/** Collects the states and output slots of one aggregated view; equal ones are kept once. Not thread-safe. */
final class States {
    /** Not an output slot. */
    private static final int NONE = -1;

    private final List<Draft.Slot> slots;
    private final List<AggregateState> states = new ArrayList<>();

    /** @param dimensions the slots that come first */
    States(List<Draft.Slot> dimensions) {
        this.slots = new ArrayList<>(dimensions);
    }

    /** Number of the state that counts events. */
    int countAll() {
        return add(Kind.COUNT_ALL, NONE, ColumnType.BOOLEAN, ColumnType.BIGINT);
    }

    /**
     * Number of a state.
     *
     * @param name of the measure, for messages about the argument
     */
    int of(Kind kind, String name, RexNode argument) {
        ColumnType type = RexCompiler.typeOf(argument);
        ColumnType result = switch (kind) {
            case COUNT_ALL, COUNT, COUNT_DISTINCT, APPROX_COUNT_DISTINCT -> ColumnType.BIGINT;
            case SUM -> sum(type);
            case MIN, MAX -> type;
            case QUANTILE, MOMENTS -> ColumnType.DOUBLE;
            case ARG_MIN, ARG_MAX -> throw new IllegalArgumentException(kind + " has two arguments");
        };
        return add(kind, slot(name, argument), type, result);
    }

    /** Number of an ARG_MIN or ARG_MAX state. */
    int of(Kind kind, String name, RexNode argument, RexNode by) {
        ColumnType type = RexCompiler.typeOf(argument);
        return add(kind, slot(name, argument), type, type, slot(name, by), RexCompiler.typeOf(by));
    }

    private static ColumnType sum(ColumnType type) {
        return switch (type.kind()) {
            case INTEGER, BIGINT -> ColumnType.BIGINT;
            case DOUBLE -> ColumnType.DOUBLE;
            case DECIMAL -> ColumnType.decimal(SqlTypes.MAX_DECIMAL, type.scale());
            case BOOLEAN, VARCHAR, TIMESTAMP -> throw new IllegalArgumentException("SUM of " + type.sql());
        };
    }

    private int slot(String name, RexNode argument) {
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i).expression().equals(argument)) {
                return i;
            }
        }
        slots.add(new Draft.Slot(name, argument));
        return slots.size() - 1;
    }

    private int add(Kind kind, int argument, ColumnType argumentType, ColumnType resultType) {
        return add(kind, argument, argumentType, resultType, NONE, ColumnType.BOOLEAN);
    }

    private int add(
            Kind kind, int argument, ColumnType argumentType, ColumnType resultType, int by, ColumnType byType) {
        for (int i = 0; i < states.size(); i++) {
            AggregateState state = states.get(i);
            if (state.kind() == kind && state.argument() == argument && state.by() == by) {
                return i;
            }
        }
        states.add(new AggregateState("s" + states.size(), kind, argument, argumentType, resultType, by, byType));
        return states.size() - 1;
    }

    List<AggregateState> states() {
        return List.copyOf(states);
    }

    List<Draft.Slot> slots() {
        return List.copyOf(slots);
    }
}
