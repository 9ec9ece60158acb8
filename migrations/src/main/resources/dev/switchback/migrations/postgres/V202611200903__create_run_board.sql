CREATE TABLE run_order (
    pipeline text NOT NULL,
    version integer NOT NULL,
    paused boolean NOT NULL,
    events_per_second bigint CHECK (events_per_second >= 0),
    PRIMARY KEY (pipeline, version)
);

CREATE TABLE processor_report (
    pipeline text NOT NULL,
    version integer NOT NULL,
    instance text NOT NULL,
    -- dev.switchback.views.run.ProcessorState
    state smallint NOT NULL,
    partitions integer[] NOT NULL,
    problem text NOT NULL,
    events_per_second double precision NOT NULL,
    reported_at timestamptz NOT NULL,
    PRIMARY KEY (pipeline, version, instance)
) WITH (fillfactor = 50);
