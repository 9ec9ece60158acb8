package dev.switchback.processor.app;

import com.clickhouse.client.api.query.GenericRecord;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.HistorySchema;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.ViewPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the history store holds, as {@link PlainEvaluation} writes it. */
final class HistoryContent {
    private static final String ALL = "1";

    private HistoryContent() {}

    /** Group → measures of an aggregated view; the group is {@code window|dimension}, or empty. */
    static Map<String, List<String>> aggregated(TestPipeline pipeline, int view) {
        return aggregated(pipeline, view, ALL);
    }

    /** The same of the rows that meet a condition. */
    static Map<String, List<String>> aggregated(TestPipeline pipeline, int view, String condition) {
        ViewPlan.Aggregate plan = (ViewPlan.Aggregate) pipeline.plan.views().get(view);
        List<String> keys = new ArrayList<>();
        plan.window().ifPresent(w -> keys.add("toString(toUnixTimestamp64Milli(window_start))"));
        plan.dimensions().forEach(d -> keys.add("ifNull(toString(" + HistoryNames.quote(d.name()) + "), 'null')"));
        String key = keys.isEmpty() ? "''" : "concat(" + String.join(", '|', ", keys) + ")";
        StringBuilder sql = new StringBuilder("SELECT " + key + " AS k");
        for (Measure measure : plan.measures()) {
            sql.append(", ifNull(toString(")
                    .append(HistorySchema.measure(plan, measure))
                    .append("), 'NULL') AS m")
                    .append(plan.measures().indexOf(measure));
        }
        sql.append(" FROM ")
                .append(HistoryNames.table(pipeline.version, plan.name()))
                .append(" WHERE ")
                .append(condition)
                .append(" GROUP BY k");
        Map<String, List<String>> rows = new TreeMap<>();
        for (GenericRecord row : Stores.CLICKHOUSE.queryAll(sql.toString())) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < plan.measures().size(); i++) {
                values.add(PlainEvaluation.text(row.getString("m" + i)));
            }
            rows.put(row.getString("k"), values);
        }
        return rows;
    }

    static List<String> small(TestPipeline pipeline) {
        return small(pipeline, ALL);
    }

    static List<String> small(TestPipeline pipeline, String condition) {
        return Stores.CLICKHOUSE
                .queryAll("SELECT concat(ifNull(channel, 'null'), '|', toString(share)) AS row FROM "
                        + HistoryNames.table(pipeline.version, "small") + " WHERE " + condition)
                .stream()
                .map(row -> row.getString("row"))
                .sorted()
                .toList();
    }

    static long deadLetters(TestPipeline pipeline) {
        return Stores.CLICKHOUSE
                .queryAll("SELECT count() AS n FROM " + HistoryNames.deadLetters(pipeline.version)
                        + " WHERE reason <> 'late'")
                .getFirst()
                .getLong("n");
    }

    /** Late events as {@code partition:offset:payload}, sorted. */
    static List<String> lateEvents(TestPipeline pipeline) {
        return Stores.CLICKHOUSE
                .queryAll(
                        "SELECT concat(toString(_partition), ':', toString(_offset), ':', ifNull(payload, 'null')) AS row FROM "
                                + HistoryNames.deadLetters(pipeline.version) + " WHERE reason = 'late'")
                .stream()
                .map(row -> row.getString("row"))
                .sorted()
                .toList();
    }
}
