package dev.switchback.standalone.proofs.oracle;

import java.util.List;

/**
 * A source column.
 *
 * @param sqlType as the manifest declares it
 * @param parent name of the object that holds the field; empty at the root
 * @param field its name there
 */
record Column(String name, Type type, String sqlType, String parent, String field) {
    static final String TIME = "ts";

    /** Columns of every random pipeline. {@code huge} has the extremes of its type, so it is never summed. */
    static final List<Column> ALL = List.of(
            plain(TIME, Type.TIMESTAMP, "TIMESTAMP(3)"),
            plain("flag", Type.BOOLEAN, "BOOLEAN"),
            plain("small", Type.INTEGER, "INTEGER"),
            plain("big", Type.BIGINT, "BIGINT"),
            new Column("huge", Type.BIGINT, "BIGINT", "inner", "huge"),
            plain("ratio", Type.DOUBLE, "DOUBLE"),
            plain("price", Type.DECIMAL, "DECIMAL(10,2)"),
            new Column("wide", Type.DECIMAL, "DECIMAL(38,12)", "inner", "w"),
            plain("name", Type.VARCHAR, "VARCHAR"),
            new Column("place", Type.VARCHAR, "VARCHAR", "inner", "place name"),
            plain("seen", Type.TIMESTAMP, "TIMESTAMP(3)"));

    private static Column plain(String name, Type type, String sqlType) {
        return new Column(name, type, sqlType, "", name);
    }

    String yaml() {
        return parent.isEmpty()
                ? name + ": " + sqlType
                : name + ": {type: \"" + sqlType + "\", path: \"" + parent + "." + field + "\"}";
    }
}
