package dev.switchback.standalone.proofs;

import dev.switchback.views.plan.AggregateState.Kind;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an answer becomes when every record stands in the log twice: counts and sums double, nothing else changes. */
final class Doubling {
    private Doubling() {}

    /** The rows of an answer, ordered. */
    static List<String> of(PipelinePlan plan, String view, Answer answer) {
        return rows(plan, view, answer, 1);
    }

    /** The rows that the doubled log has to give. */
    static List<String> doubled(PipelinePlan plan, String view, Answer answer) {
        return rows(plan, view, answer, 2);
    }

    private static List<String> rows(PipelinePlan plan, String view, Answer answer, int factor) {
        ViewPlan.Aggregate aggregate = plan.views().stream()
                .filter(each -> each.name().equals(view))
                .map(ViewPlan.Aggregate.class::cast)
                .findFirst()
                .orElseThrow();
        List<String> rows = new ArrayList<>();
        for (Map<String, @Nullable String> row : answer.required().rows()) {
            Map<String, String> values = new TreeMap<>();
            row.forEach((name, value) -> values.put(name, String.valueOf(value)));
            for (Measure measure : aggregate.measures()) {
                String value = row.get(measure.name());
                if (value != null && adds(aggregate, measure)) {
                    BigDecimal times = new BigDecimal(value).multiply(BigDecimal.valueOf(factor));
                    values.put(measure.name(), KsqlRow.normal(times.toString()));
                }
            }
            rows.add(values.toString());
        }
        rows.sort(null);
        return rows;
    }

    private static boolean adds(ViewPlan.Aggregate view, Measure measure) {
        if (measure.formula() instanceof Measure.Formula.Finished(int state)) {
            Kind kind = view.states().get(state).kind();
            return kind == Kind.COUNT_ALL || kind == Kind.COUNT || kind == Kind.SUM;
        }
        return false;
    }
}
