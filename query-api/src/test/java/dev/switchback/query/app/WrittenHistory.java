package dev.switchback.query.app;

import dev.switchback.views.VersionId;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.HistorySchema;
import dev.switchback.views.history.InsertColumn;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.ViewPlan;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes events into a version's tables as deltas of many small flushes. */
final class WrittenHistory {
    private final TestPipeline pipeline;
    private final VersionId version;
    private int tokens;

    WrittenHistory(TestPipeline pipeline, VersionId version) {
        this.pipeline = pipeline;
        this.version = version;
    }

    void write(List<Event> events, Random random) {
        ViewPlan.Aggregate edits = (ViewPlan.Aggregate) pipeline.plan().views().get(0);
        ViewPlan.Aggregate totals = (ViewPlan.Aggregate) pipeline.plan().views().get(1);
        for (int from = 0; from < events.size(); ) {
            int to = Math.min(events.size(), from + 1 + random.nextInt(events.size() / 4));
            List<Event> flush = events.subList(from, to);
            aggregated(edits, flush, true);
            aggregated(totals, flush, false);
            from = to;
        }
        log(events);
        long newest = events.stream().mapToLong(Event::time).max().orElseThrow();
        pipeline.settle(version, newest);
    }

    private void aggregated(ViewPlan.Aggregate view, List<Event> flush, boolean windowed) {
        Map<List<String>, List<Event>> groups = flush.stream()
                .collect(Collectors.groupingBy(
                        event -> windowed
                                ? List.of("" + event.minute(), "" + event.channel(), "" + event.robot())
                                : List.of("" + event.channel()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        List<InsertColumn> columns = HistorySchema.insertColumns(view);
        List<String> rows = new ArrayList<>();
        groups.forEach((key, events) -> {
            Map<String, String> values = states(view, events);
            values.put("channel", text(events.getFirst().channel()));
            values.put("robot", Boolean.toString(events.getFirst().robot()));
            values.put("window_start", time(events.getFirst().minute()));
            values.put(HistoryNames.EVENTS, Integer.toString(events.size()));
            values.put(HistoryNames.CUT, "0");
            rows.add(columns.stream()
                    .map(column -> Objects.requireNonNull(values.get(column.name()), column.name()))
                    .collect(Collectors.joining(", ", "(", ")")));
        });
        insert(view.name(), columns, rows);
    }

    private static Map<String, String> states(ViewPlan.Aggregate view, List<Event> events) {
        Map<String, String> values = new HashMap<>();
        List<Long> added =
                events.stream().map(Event::added).filter(Objects::nonNull).toList();
        for (Measure measure : view.measures()) {
            if (measure.formula() instanceof Measure.Formula.Average(int sum, int count)) {
                values.put("s" + sum + "_delta", added.isEmpty() ? "NULL" : "" + sum(added));
                values.put("s" + count, "" + added.size());
            } else if (measure.formula() instanceof Measure.Formula.Finished(int state)) {
                String column = "s" + state;
                switch (measure.name()) {
                    case "edits" -> values.put(column, "" + events.size());
                    case "added" -> values.put(column + "_delta", added.isEmpty() ? "NULL" : "" + sum(added));
                    case "editors" ->
                        values.put(
                                column + "_values",
                                events.stream()
                                        .map(Event::user)
                                        .filter(Objects::nonNull)
                                        .distinct()
                                        .map(WrittenHistory::text)
                                        .collect(Collectors.joining(", ", "[", "]")));
                    case "largest" ->
                        values.put(
                                column,
                                added.stream()
                                        .max(Long::compare)
                                        .map(Object::toString)
                                        .orElse("NULL"));
                    case "spent" ->
                        values.put(
                                column + "_delta",
                                events.stream()
                                        .map(Event::price)
                                        .reduce(BigDecimal.ZERO, BigDecimal::add)
                                        .toPlainString());
                    default -> throw new AssertionError(measure.name());
                }
            }
        }
        return values;
    }

    private void log(List<Event> events) {
        List<String> rows = new ArrayList<>();
        for (Event event : events) {
            rows.add("("
                    + String.join(
                            ", ",
                            time(event.time()),
                            text(event.channel()),
                            "" + event.robot(),
                            text(event.user()),
                            "" + event.added(),
                            event.price().toPlainString(),
                            "0",
                            "" + rows.size(),
                            "0")
                    + ")");
        }
        ViewPlan log = pipeline.plan().views().get(2);
        insert(log.name(), HistorySchema.insertColumns(log), rows);
    }

    private void insert(String view, List<InsertColumn> columns, List<String> rows) {
        pipeline.run("INSERT INTO " + HistoryNames.table(version, view)
                + columns.stream()
                        .map(column -> HistoryNames.quote(column.name()))
                        .collect(Collectors.joining(", ", " (", ")"))
                // Without a token of its own, an insert equal to an earlier one counts as its repetition.
                + " SETTINGS insert_deduplication_token = '" + version.number() + "/" + tokens++ + "' VALUES "
                + String.join(", ", rows));
    }

    private static long sum(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).sum();
    }

    private static String time(long millis) {
        return "fromUnixTimestamp64Milli(" + millis + ", 'UTC')";
    }

    private static String text(@Nullable String text) {
        return text == null
                ? "NULL"
                : "unhex('" + java.util.HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        + "')";
    }
}
