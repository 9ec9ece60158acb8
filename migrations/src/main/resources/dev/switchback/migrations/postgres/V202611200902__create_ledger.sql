-- Rows are updated some times a second each, and no index names a column that changes: room in the pages keeps the updates in place.
CREATE TABLE ledger (
    pipeline text NOT NULL,
    version integer NOT NULL,
    partition integer NOT NULL CHECK (partition >= 0),
    start_offset bigint NOT NULL CHECK (start_offset >= 0),
    committed bigint NOT NULL,
    claim_end bigint,
    -- Flushes claimed for this partition so far.
    flushes bigint NOT NULL DEFAULT 0,
    -- Flushes claimed over all partitions of the version when the newest claim was made, that claim included.
    claim_base bigint NOT NULL DEFAULT 0,
    kept bigint NOT NULL DEFAULT 0,
    filtered bigint NOT NULL DEFAULT 0,
    late bigint NOT NULL DEFAULT 0,
    dead bigint NOT NULL DEFAULT 0,
    gaps bigint NOT NULL DEFAULT 0,
    view_events bigint[] NOT NULL,
    max_event_time bigint,
    cut integer NOT NULL DEFAULT 0,
    PRIMARY KEY (pipeline, version, partition),
    CHECK (committed >= start_offset),
    CHECK (claim_end > committed),
    CONSTRAINT ledger_conserves CHECK (committed - start_offset = kept + filtered + late + dead + gaps),
    CONSTRAINT ledger_view_count CHECK (array_position(view_events, NULL) IS NULL)
) WITH (fillfactor = 50);
