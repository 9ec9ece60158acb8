-- Versions whose tables are about to go (promise P9): no query begins on them.
CREATE TABLE version_drain (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pipeline text NOT NULL,
    version integer NOT NULL,
    begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (pipeline, version),
    FOREIGN KEY (pipeline, version) REFERENCES version
);

-- The server runs no query on the version and begins none. No foreign key to the lease: it may be renewed later.
CREATE TABLE drain_acknowledgement (
    server uuid NOT NULL,
    drain bigint NOT NULL REFERENCES version_drain ON DELETE CASCADE,
    PRIMARY KEY (drain, server)
);

-- What each query server last said it reads: one element per version in every array. Updated twice a second each.
CREATE TABLE query_server_report (
    server uuid PRIMARY KEY,
    reported_at timestamptz NOT NULL,
    pipelines text[] NOT NULL,
    versions integer[] NOT NULL,
    queries integer[] NOT NULL,
    oldest_millis bigint[] NOT NULL
) WITH (fillfactor = 50);
