-- How many partitions a version's topic of sessions has; made before the first progress.
CREATE TABLE session_topic (
    pipeline text NOT NULL,
    version integer NOT NULL,
    partitions integer NOT NULL CHECK (partitions > 0),
    PRIMARY KEY (pipeline, version)
);

-- Updated about once a second each; room in the pages keeps the updates in place.
CREATE TABLE session_progress (
    pipeline text NOT NULL,
    version integer NOT NULL,
    -- Of the topic of sessions.
    partition integer NOT NULL,
    source_partition integer NOT NULL,
    -- Every event of the source's partition below it that came by this partition is in the tables of sessions.
    source_offset bigint NOT NULL,
    max_event_time bigint,
    PRIMARY KEY (pipeline, version, partition, source_partition)
) WITH (fillfactor = 50);
