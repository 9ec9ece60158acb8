package dev.switchback.control.diff;

import dev.switchback.views.plan.ColumnType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what {@link DiffSql} answers. */
final class DiffRows {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final ViewPair pair;
    private final Map<String, Optional<String>> row;

    DiffRows(ViewPair pair, Map<String, Optional<String>> row) {
        this.pair = pair;
        this.row = row;
    }

    /** With counts of keys. */
    ViewDiff compared() {
        ViewDiff.Keys keys = new ViewDiff.Keys(
                number(DiffSql.ONLY_FROM), number(DiffSql.ONLY_TO), number(DiffSql.CHANGED), number(DiffSql.EQUAL));
        List<ViewDiff.Values> values = new ArrayList<>();
        for (int i = 0; i < pair.values().size(); i++) {
            values.add(values(
                    i,
                    number(DiffSql.changed(i)),
                    changes(i, DiffSql.largestAbsolute(i)),
                    changes(i, DiffSql.largestRelative(i))));
        }
        return new ViewDiff(pair.name(), Optional.empty(), Optional.of(keys), examples(), values, pair.columns());
    }

    /** With totals only. */
    ViewDiff totals() {
        List<ViewDiff.Values> values = new ArrayList<>();
        for (int i = 0; i < pair.values().size(); i++) {
            values.add(values(i, 0, List.of(), List.of()));
        }
        return new ViewDiff(
                pair.name(), pair.obstacle(), Optional.empty(), ViewDiff.Examples.NONE, values, pair.columns());
    }

    private ViewDiff.Values values(
            int i, long changed, List<ViewDiff.Change> absolute, List<ViewDiff.Change> relative) {
        SharedValue value = pair.values().get(i);
        return new ViewDiff.Values(
                value.name(),
                value.type().sql(),
                value.comparison().sentence(),
                changed,
                value(value.type(), json(DiffSql.TOTALS_FROM).get(i)),
                value(value.type(), json(DiffSql.TOTALS_TO).get(i)),
                absolute,
                relative);
    }

    private List<ViewDiff.Change> changes(int i, String column) {
        return json(column).valueStream().map(change -> change(i, change)).toList();
    }

    private ViewDiff.Examples examples() {
        return pair.keys().isEmpty()
                ? ViewDiff.Examples.NONE
                : new ViewDiff.Examples(keys(DiffSql.KEYS_FROM), keys(DiffSql.KEYS_TO));
    }

    private List<Map<String, Optional<Object>>> keys(String column) {
        return json(column).valueStream().map(parts -> key(parts, 0)).toList();
    }

    /** The key whose columns are in an array from {@code first} on. */
    private Map<String, Optional<Object>> key(JsonNode parts, int first) {
        Map<String, Optional<Object>> key = new LinkedHashMap<>();
        int part = first;
        for (KeyColumn column : pair.keys()) {
            key.put(column.name(), value(column.type(), parts.get(part++)));
        }
        return key;
    }

    /** Rank, keys, both values. */
    private ViewDiff.Change change(int i, JsonNode parts) {
        Map<String, Optional<Object>> key = key(parts, 1);
        int part = 1 + pair.keys().size();
        ColumnType type = pair.values().get(i).type();
        Optional<Object> from = value(type, parts.get(part));
        Optional<Object> to = value(type, parts.get(part + 1));
        Optional<BigDecimal> before = decimal(from);
        Optional<BigDecimal> change = before.flatMap(a -> decimal(to).map(b -> b.subtract(a)));
        return new ViewDiff.Change(
                key,
                from,
                to,
                change.map(Number.class::cast),
                change.filter(c -> before.orElseThrow().signum() != 0)
                        .map(c -> c.doubleValue() / before.orElseThrow().abs().doubleValue()));
    }

    private static Optional<BigDecimal> decimal(Optional<Object> value) {
        return value.flatMap(number -> number instanceof BigDecimal decimal ? Optional.of(decimal) : Optional.empty());
    }

    private static Optional<Object> value(ColumnType type, JsonNode node) {
        if (node.isNull()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (type.kind()) {
                    case BOOLEAN -> node.asBoolean();
                    case INTEGER, BIGINT, DOUBLE, DECIMAL -> node.isNumber() ? node.decimalValue() : node.asString();
                    case VARCHAR -> node.asString();
                    case TIMESTAMP -> node.asString().replace(' ', 'T') + "Z";
                });
    }

    private long number(String column) {
        return Long.parseLong(text(column));
    }

    private JsonNode json(String column) {
        return MAPPER.readTree(text(column));
    }

    private String text(String column) {
        return row.getOrDefault(column, Optional.empty())
                .orElseThrow(() -> new IllegalStateException("the comparison has no " + column));
    }
}
