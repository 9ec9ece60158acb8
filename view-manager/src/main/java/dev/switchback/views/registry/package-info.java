/** Schemas of records: the port to a registry of them, its HTTP client, and how they are read and compared with a manifest's columns. */
@NullMarked
package dev.switchback.views.registry;

import org.jspecify.annotations.NullMarked;
