package dev.switchback.control.diff;

import dev.switchback.views.plan.ColumnType;

/** A column that, with the others, tells the groups or rows of a view apart. */
record KeyColumn(String name, ColumnType type) {}
