/** Compiles the SQL of views with Apache Calcite into plans. */
@NullMarked
package dev.switchback.views.sql;

import org.jspecify.annotations.NullMarked;
