package dev.switchback.views.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.program.RowEvaluationException;
import dev.switchback.views.program.RowProgram;
import dev.switchback.views.sql.PlainSql.Node;
import dev.switchback.views.sql.PlainSql.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Row programs against {@link PlainSql}, an interpreter that knows nothing of Calcite nor of the programs. */
class RowProgramPropertyTest {

    @Property(tries = 300)
    void anExpressionHasThePlainValue(@ForAll long seed) throws Exception {
        PlainSql generator = new PlainSql(new Random(seed));
        Node condition = generator.bool(3);
        List<Node> items = List.of(generator.bool(3), generator.number(3), generator.text(3), generator.number(2));
        StringBuilder sql = new StringBuilder("SELECT ");
        for (int i = 0; i < items.size(); i++) {
            sql.append(i == 0 ? "" : ", ")
                    .append(items.get(i).sql())
                    .append(" AS x")
                    .append(i);
        }
        sql.append(" FROM shop WHERE ").append(condition.sql());

        PipelinePlan plan;
        try {
            plan = Manifests.plan(Manifests.withView(sql.toString()));
        } catch (ManifestException e) {
            // Only constants without a value are refused, such as CAST('a' AS BIGINT).
            assertTrue(e.toString().contains("a constant expression has no value"), e.toString());
            return;
        }
        RowProgram program = plan.views().getFirst().program().get();

        for (int i = 0; i < 40; i++) {
            Row row = generator.row();
            assertEquals(expected(condition, items, row), actual(plan, program, row), () -> sql + "\n over " + row);
        }
    }

    /** {@code [false]}, {@code [true, values…]}, or {@code [failed]}. */
    private static List<@Nullable Object> expected(Node condition, List<Node> items, Row row) {
        try {
            if (!Boolean.TRUE.equals(condition.value(row))) {
                return Arrays.asList(false);
            }
            List<@Nullable Object> result = new ArrayList<>(List.of(true));
            for (Node item : items) {
                result.add(item.value(row));
            }
            return result;
        } catch (ArithmeticException e) {
            return Arrays.asList("failed");
        }
    }

    private static List<@Nullable Object> actual(PipelinePlan plan, RowProgram program, Row row) {
        @Nullable
        Object[] values = plan.columns().stream().map(c -> row.get(c.name())).toArray();
        @Nullable Object[] output = new @Nullable Object[program.outputs()];
        try {
            if (!program.evaluate(values, output)) {
                return Arrays.asList(false);
            }
            List<@Nullable Object> result = new ArrayList<>(List.of(true));
            result.addAll(Arrays.asList(output));
            return result;
        } catch (RowEvaluationException e) {
            return Arrays.asList("failed");
        }
    }
}
