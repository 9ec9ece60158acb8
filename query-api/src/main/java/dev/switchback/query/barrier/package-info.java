/** The reader's side of the switch barrier (DESIGN.md section 5): leases, held queries, what a query resolves to. */
@NullMarked
package dev.switchback.query.barrier;

import org.jspecify.annotations.NullMarked;
