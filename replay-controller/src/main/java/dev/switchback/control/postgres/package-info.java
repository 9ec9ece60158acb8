/** The controller's durable state in PostgreSQL. */
@NullMarked
package dev.switchback.control.postgres;

import org.jspecify.annotations.NullMarked;
