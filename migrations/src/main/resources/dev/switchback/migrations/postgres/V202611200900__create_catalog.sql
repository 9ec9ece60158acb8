CREATE TABLE pipeline (
    name text PRIMARY KEY,
    -- The newest number ever given: numbers are never reused.
    last_version integer NOT NULL DEFAULT 0 CHECK (last_version >= 0),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE version (
    pipeline text NOT NULL REFERENCES pipeline,
    number integer NOT NULL CHECK (number >= 1),
    fingerprint text NOT NULL,
    manifest text NOT NULL,
    -- dev.switchback.views.Slot: 1 registered, 2 shadow, 3 active, 4 standby, 5 retired.
    slot smallint NOT NULL,
    live_shards integer NOT NULL CHECK (live_shards >= 1),
    registered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (pipeline, number)
);

CREATE UNIQUE INDEX version_one_per_fingerprint ON version (pipeline, fingerprint) WHERE slot <> 5;
CREATE UNIQUE INDEX version_one_active ON version (pipeline) WHERE slot = 3;
