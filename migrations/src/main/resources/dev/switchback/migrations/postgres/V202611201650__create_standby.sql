-- How each query server answered the newest epoch of a pipeline within the last minute.
CREATE TABLE query_server_figures (
    server uuid NOT NULL,
    pipeline text NOT NULL,
    epoch bigint NOT NULL,
    answered bigint NOT NULL,
    failed bigint NOT NULL,
    -- One count per step of dev.switchback.views.reader.LatencySteps.
    latencies bigint[] NOT NULL,
    PRIMARY KEY (server, pipeline)
) WITH (fillfactor = 50);

-- What was asked for the next switch to a version: dev.switchback.control.standby.SwitchPolicy.
CREATE TABLE switch_policy (
    pipeline text NOT NULL,
    version integer NOT NULL,
    policy jsonb NOT NULL,
    PRIMARY KEY (pipeline, version),
    FOREIGN KEY (pipeline, version) REFERENCES version
);

-- The newest epoch that the controller follows.
CREATE TABLE activation (
    pipeline text PRIMARY KEY REFERENCES pipeline,
    epoch bigint NOT NULL,
    version integer NOT NULL,
    way_back integer,
    began_at timestamptz NOT NULL,
    policy jsonb NOT NULL,
    -- dev.switchback.control.standby.WatchState
    watch smallint NOT NULL,
    seen text NOT NULL DEFAULT '',
    FOREIGN KEY (pipeline, version) REFERENCES version,
    FOREIGN KEY (pipeline, way_back) REFERENCES version
);

-- Until when versions are kept on standby.
CREATE TABLE standby (
    pipeline text NOT NULL,
    version integer NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (pipeline, version),
    FOREIGN KEY (pipeline, version) REFERENCES version
);
