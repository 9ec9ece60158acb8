package dev.switchback.standalone.proofs.oracle;

import java.util.List;

/**
 * A source column.
 *
 * @param sqlType as the manifest declares it
 * @param path names of fields and places in arrays, which lead to the value
 */
record Column(String name, Type type, String sqlType, List<Object> path, Format format) {
    static final String TIME = "ts";

    /** Columns of every random pipeline. {@code huge} has the extremes of its type, so it is never summed. */
    static final List<Column> ALL = List.of(
            plain(TIME, Type.TIMESTAMP, "TIMESTAMP(3)"),
            plain("flag", Type.BOOLEAN, "BOOLEAN"),
            plain("small", Type.INTEGER, "INTEGER"),
            plain("big", Type.BIGINT, "BIGINT"),
            at("huge", Type.BIGINT, "BIGINT", Format.PLAIN, "inner", "huge"),
            plain("ratio", Type.DOUBLE, "DOUBLE"),
            plain("price", Type.DECIMAL, "DECIMAL(10,2)"),
            at("wide", Type.DECIMAL, "DECIMAL(38,12)", Format.PLAIN, "inner", "w"),
            plain("name", Type.VARCHAR, "VARCHAR"),
            at("place", Type.VARCHAR, "VARCHAR", Format.PLAIN, "inner", "place name"),
            plain("seen", Type.TIMESTAMP, "TIMESTAMP(3)"),
            at("agreed", Type.BOOLEAN, "BOOLEAN", Format.TEXT, "inner", "deep", "agreed"),
            at("amount", Type.BIGINT, "BIGINT", Format.TEXT, "item.amount"),
            at("fee", Type.DECIMAL, "DECIMAL(12,4)", Format.TEXT, "fees", 1),
            at("rate", Type.DOUBLE, "DOUBLE", Format.TEXT, "fees", 3, "rate"),
            at("tag", Type.VARCHAR, "VARCHAR", Format.PLAIN, "tags", 0, 2),
            at("author", Type.VARCHAR, "VARCHAR", Format.PLAIN, "commits", 1, "author", "full.name"),
            at("since", Type.TIMESTAMP, "TIMESTAMP(3)", Format.EPOCH_SECONDS, "meta", "since"),
            at("opened", Type.TIMESTAMP, "TIMESTAMP(3)", Format.EPOCH_MILLIS, "opened"),
            at("closed", Type.TIMESTAMP, "TIMESTAMP(3)", Format.ISO8601, "meta", "times", 0));

    Column {
        path = List.copyOf(path);
    }

    private static Column plain(String name, Type type, String sqlType) {
        return new Column(name, type, sqlType, List.of(name), Format.PLAIN);
    }

    private static Column at(String name, Type type, String sqlType, Format format, Object... path) {
        return new Column(name, type, sqlType, List.of(path), format);
    }

    Column writtenAs(Format other) {
        return new Column(name, type, sqlType, path, other);
    }

    /** The field at the root under which the value is. */
    String root() {
        return (String) path.getFirst();
    }

    /** Whether the value is not at the root itself. */
    boolean isNested() {
        return path.size() > 1;
    }

    boolean isInArray() {
        return path.stream().anyMatch(Integer.class::isInstance);
    }

    String yaml() {
        return name + ": {type: \"" + sqlType + "\", path: '" + pathText() + "'"
                + (format.yaml.isEmpty() ? "" : ", format: " + format.yaml) + "}";
    }

    private String pathText() {
        StringBuilder text = new StringBuilder();
        for (Object step : path) {
            switch (step) {
                case Integer place -> text.append('[').append(place).append(']');
                case String field ->
                    text.append(text.isEmpty() ? "" : ".").append(field.contains(".") ? '"' + field + '"' : field);
                default -> throw new IllegalStateException("no step of a path: " + step);
            }
        }
        return text.toString();
    }
}
