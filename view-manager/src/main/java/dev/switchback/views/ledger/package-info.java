/** Port to the sink ledger: what the history store holds, exactly. */
@NullMarked
package dev.switchback.views.ledger;

import org.jspecify.annotations.NullMarked;
