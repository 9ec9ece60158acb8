/** Who may call the services, and how they listen (ADR 121). */
@NullMarked
package dev.switchback.views.access;

import org.jspecify.annotations.NullMarked;
