package dev.switchback.views.sql;

import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.program.CompiledProgram;
import dev.switchback.views.program.Expression;
import dev.switchback.views.program.RowProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexVisitorImpl;

/**
 * A view that is planned but for the places of its columns in the decoded row, which depend on the other views.
 *
 * @param toView makes the plan from the program
 */
record Draft(Optional<RexNode> where, List<Slot> slots, Function<Supplier<RowProgram>, ViewPlan> toView) {

    /**
     * An output slot.
     *
     * @param name for messages about its expression
     */
    record Slot(String name, RexNode expression) {}

    /** Indexes of the source columns that the view reads. */
    Set<Integer> columns() {
        Set<Integer> columns = new TreeSet<>();
        RexVisitorImpl<Void> collector = new RexVisitorImpl<>(true) {
            @Override
            public Void visitInputRef(RexInputRef column) {
                columns.add(column.getIndex());
                return super.visitInputRef(column);
            }
        };
        where.ifPresent(w -> w.accept(collector));
        slots.forEach(s -> s.expression().accept(collector));
        return columns;
    }

    /** @param positions from a source column's index to its place in the decoded row */
    ViewPlan finish(IntUnaryOperator positions) {
        RexCompiler compiler = new RexCompiler(positions);
        Optional<Expression> condition = where.map(compiler::compile);
        List<CompiledProgram.Output> outputs = new ArrayList<>();
        for (Slot slot : slots) {
            outputs.add(
                    slot.expression() instanceof RexInputRef column
                            ? new CompiledProgram.Output.Column(slot.name(), positions.applyAsInt(column.getIndex()))
                            : new CompiledProgram.Output.Computed(slot.name(), compiler.compile(slot.expression())));
        }
        return toView.apply(() -> new CompiledProgram(condition, outputs));
    }
}
