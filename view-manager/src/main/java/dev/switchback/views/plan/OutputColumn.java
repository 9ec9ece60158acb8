package dev.switchback.views.plan;

/** A named value that a view shows: a dimension of an aggregated view, or a column of a row-by-row one. Always nullable. */
public record OutputColumn(String name, ColumnType type) {}
