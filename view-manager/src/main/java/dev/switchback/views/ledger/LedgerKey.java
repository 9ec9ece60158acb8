package dev.switchback.views.ledger;

import dev.switchback.views.VersionId;

/** One row of the ledger. */
public record LedgerKey(VersionId version, int partition) {}
