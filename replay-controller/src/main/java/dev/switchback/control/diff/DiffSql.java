package dev.switchback.control.diff;

import dev.switchback.control.diff.ViewPair.Side;
import dev.switchback.views.VersionId;
import dev.switchback.views.history.DeadLetterReason;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.HistorySchema;
import dev.switchback.views.ledger.Cut;
import dev.switchback.views.plan.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The one query that compares a view of two versions. Both sides are grouped by key, put on top of each other and grouped again, so that a
 * key's values stand side by side; that costs what grouping both costs, however much they differ. Names that begin with two underscores are
 * the query's own. Every column of the answer is a text.
 */
final class DiffSql {
    static final String ONLY_FROM = "only_from";
    static final String ONLY_TO = "only_to";
    static final String KEYS_FROM = "keys_from";
    static final String KEYS_TO = "keys_to";
    static final String CHANGED = "changed";
    static final String EQUAL = "equal";
    static final String TOTALS_FROM = "totals_from";
    static final String TOTALS_TO = "totals_to";

    private static final String ONLY_ONE = "__n = 1 AND __one = 0";
    private static final String ONLY_OTHER = "__n = 1 AND __one = 1";

    private final ViewPair pair;
    private final Cut cut;
    private final int top;

    DiffSql(ViewPair pair, Cut cut, int top) {
        this.pair = pair;
        this.cut = cut;
        this.top = top;
    }

    static String changed(int value) {
        return "changed_" + value;
    }

    static String largestAbsolute(int value) {
        return "absolute_" + value;
    }

    static String largestRelative(int value) {
        return "relative_" + value;
    }

    /** Counts of keys, and per value the totals, how many changed, and the largest changes. */
    String comparison() {
        List<String> columns = new ArrayList<>();
        String any =
                values().isEmpty() ? "0" : indexes().mapToObj(i -> "__c" + i).collect(Collectors.joining(" OR "));
        columns.add(count(ONLY_ONE, ONLY_FROM));
        columns.add(count(ONLY_OTHER, ONLY_TO));
        if (!pair.keys().isEmpty()) {
            columns.add(first(keyAliases(), ONLY_ONE) + " AS " + KEYS_FROM);
            columns.add(first(keyAliases(), ONLY_OTHER) + " AS " + KEYS_TO);
        }
        columns.add(count("__n = 2 AND (" + any + ")", CHANGED));
        columns.add(count("__n = 2 AND NOT (" + any + ")", EQUAL));
        columns.addAll(totalColumns());
        indexes().forEach(i -> {
            columns.add(count("__c" + i, changed(i)));
            columns.add(largest(absolute(i), "__c" + i, i) + " AS " + largestAbsolute(i));
            columns.add(largest(relative(i), "__c" + i + " AND " + hasRelative(i), i) + " AS " + largestRelative(i));
        });
        return "SELECT " + String.join(", ", columns) + " FROM (SELECT *" + changes() + " FROM (" + sideBySide() + "))";
    }

    /** The totals alone, of views whose keys cannot be compared. */
    String totals() {
        return "SELECT " + String.join(", ", totalColumns());
    }

    private List<String> totalColumns() {
        return List.of(
                total(pair.from(), values().stream().map(SharedValue::from).toList()) + " AS " + TOTALS_FROM,
                total(pair.to(), values().stream().map(SharedValue::to).toList()) + " AS " + TOTALS_TO);
    }

    private String total(Side side, List<String> expressions) {
        List<String> sums = new ArrayList<>();
        for (int i = 0; i < expressions.size(); i++) {
            SharedValue value = values().get(i);
            sums.add(
                    side.isGrouped() ? expressions.get(i) : value.isNumber() ? sum(value, expressions.get(i)) : "NULL");
        }
        // Without any number this makes it one row nevertheless.
        sums.add("count()");
        return "(SELECT toJSONString(tuple(" + String.join(", ", sums) + ")) FROM " + rows(side) + ")";
    }

    private static String sum(SharedValue value, String expression) {
        boolean whole =
                value.type().kind() == ColumnType.Kind.BIGINT || value.type().kind() == ColumnType.Kind.INTEGER;
        return whole ? "sum(toInt128(" + expression + "))" : "sum(" + expression + ")";
    }

    private String rows(Side side) {
        return HistorySchema.rowsAt(side.version(), side.plan(), cut.number(side.version()));
    }

    private String sideBySide() {
        List<String> columns = new ArrayList<>(keyAliases());
        columns.add("count() AS __n");
        columns.add("any(__side) AS __one");
        indexes().forEach(i -> {
            columns.add("anyIf(__v" + i + ", __side = 0) AS __a" + i);
            columns.add("anyIf(__v" + i + ", __side = 1) AS __b" + i);
            if (values().get(i).comparison() == SharedValue.Comparison.SUM) {
                columns.add("anyIf(__z" + i + ", __side = 0) AS __x" + i);
                columns.add("anyIf(__z" + i + ", __side = 1) AS __y" + i);
            }
        });
        return "SELECT " + String.join(", ", columns) + " FROM (" + side(0) + " UNION ALL " + side(1) + ")"
                + grouped(keyAliases());
    }

    private String side(int number) {
        Side side = number == 0 ? pair.from() : pair.to();
        List<String> columns = new ArrayList<>();
        columns.add(number + " AS __side");
        List<String> keys =
                pair.keys().stream().map(key -> HistoryNames.quote(key.name())).toList();
        for (int i = 0; i < keys.size(); i++) {
            columns.add(keys.get(i) + " AS __k" + i);
        }
        indexes().forEach(i -> {
            SharedValue value = values().get(i);
            columns.add((number == 0 ? value.from() : value.to()) + " AS __v" + i);
            if (value.comparison() == SharedValue.Comparison.SUM) {
                columns.add((number == 0 ? value.fromScale() : value.toScale()).orElse("0") + " AS __z" + i);
            }
        });
        return "SELECT " + String.join(", ", columns) + " FROM " + rows(side)
                + (side.isGrouped() ? grouped(keys) + (keys.isEmpty() ? " HAVING count() > 0" : "") : "");
    }

    private static String grouped(List<String> keys) {
        return keys.isEmpty() ? "" : " GROUP BY " + String.join(", ", keys);
    }

    private List<String> keyAliases() {
        return IntStream.range(0, pair.keys().size()).mapToObj(i -> "__k" + i).toList();
    }

    private String changes() {
        return indexes()
                .mapToObj(i -> ", __n = 2 AND NOT " + same(values().get(i), i) + " AS __c" + i)
                .collect(Collectors.joining());
    }

    private static String same(SharedValue value, int i) {
        String a = "__a" + i;
        String b = "__b" + i;
        String equal = a + " = " + b;
        if (value.type().kind() == ColumnType.Kind.DOUBLE) {
            equal += " OR (isNaN(" + a + ") AND isNaN(" + b + "))";
        }
        equal += switch (value.comparison()) {
            case EXACT -> "";
            case SUM -> " OR abs(" + a + " - " + b + ") <= 1e-12 * (ifNull(__x" + i + ", 0) + ifNull(__y" + i + ", 0))";
            case SPREAD ->
                " OR abs(" + a + " - " + b + ") <= greatest(1e-9 * greatest(abs(" + a + "), abs(" + b + ")), 1e-12)";
        };
        return "ifNull(" + equal + ", isNull(" + a + ") AND isNull(" + b + "))";
    }

    private static String count(String condition, String name) {
        return "toString(countIf(" + condition + ")) AS " + name;
    }

    private String absolute(int i) {
        return values().get(i).isNumber()
                ? "-abs(ifNull(toFloat64(__b" + i + "), 0) - ifNull(toFloat64(__a" + i + "), 0))"
                : "0";
    }

    private String relative(int i) {
        return values().get(i).isNumber()
                ? "-abs((toFloat64(__b" + i + ") - toFloat64(__a" + i + ")) / toFloat64(__a" + i + "))"
                : "0";
    }

    private String hasRelative(int i) {
        return values().get(i).isNumber() ? "ifNull(__a" + i + " <> 0 AND isNotNull(__b" + i + "), 0)" : "0";
    }

    /** The first by rank; of equal rank those with the smallest keys, so that the same cut gives the same answer. */
    private String largest(String rank, String condition, int i) {
        List<String> parts = new ArrayList<>();
        parts.add(rank);
        parts.addAll(keyAliases());
        parts.add("__a" + i);
        parts.add("__b" + i);
        return first(parts, condition);
    }

    private String first(List<String> parts, String condition) {
        return "toJSONString(groupArraySortedIf(" + top + ")(tuple(" + String.join(", ", parts) + "), " + condition
                + "))";
    }

    private List<SharedValue> values() {
        return pair.values();
    }

    private IntStream indexes() {
        return IntStream.range(0, values().size());
    }

    /** How many dead letters and late events stand below the fence. */
    static String letters(VersionId version, Cut cut) {
        String late = "reason = '" + DeadLetterReason.LATE.code() + "'";
        String fence = cut.fence().entrySet().stream().map(DiffSql::entry).collect(Collectors.joining(", "));
        return "SELECT " + count("NOT " + late, "dead") + ", " + count(late, "late") + " FROM "
                + HistoryNames.deadLetters(version) + " WHERE " + HistoryNames.quote(HistoryNames.OFFSET) + " < map("
                + fence + ")[" + HistoryNames.quote(HistoryNames.PARTITION) + "]";
    }

    private static String entry(Map.Entry<Integer, Long> at) {
        return "toUInt32(" + at.getKey() + "), toUInt64(" + at.getValue() + ")";
    }
}
