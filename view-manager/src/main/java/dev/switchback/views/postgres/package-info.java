/** PostgreSQL adapters of the catalog, ledger, pointer and run board ports. */
@NullMarked
package dev.switchback.views.postgres;

import org.jspecify.annotations.NullMarked;
