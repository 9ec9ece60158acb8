package dev.switchback.query.request;

import dev.switchback.views.plan.ColumnType;

/** A column of an answer. */
public record ResultColumn(String name, ColumnType type) {}
