CREATE TABLE active_pointer (
    pipeline text PRIMARY KEY REFERENCES pipeline,
    version integer,
    epoch bigint NOT NULL DEFAULT 0 CHECK (epoch >= 0),
    -- Number of the newest preparation; it is being prepared while preparing_version is not null and the deadline has not passed.
    preparation bigint NOT NULL DEFAULT 0,
    preparing_version integer,
    deadline timestamptz,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    FOREIGN KEY (pipeline, version) REFERENCES version,
    FOREIGN KEY (pipeline, preparing_version) REFERENCES version,
    CHECK ((version IS NULL) = (epoch = 0)),
    CHECK ((preparing_version IS NULL) = (deadline IS NULL))
);

CREATE TABLE query_server_lease (
    server uuid PRIMARY KEY,
    expires_at timestamptz NOT NULL
);

-- The newest preparation that a server holds its queries for. No foreign key to the lease: an acknowledgement that comes too late is harmless.
CREATE TABLE barrier_acknowledgement (
    server uuid NOT NULL,
    pipeline text NOT NULL,
    preparation bigint NOT NULL,
    PRIMARY KEY (server, pipeline)
);
