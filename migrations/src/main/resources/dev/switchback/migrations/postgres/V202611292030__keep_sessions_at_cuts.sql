-- Cuts that somebody compares, or may yet: of views of sessions what they were at the smallest of these, and at each later one, is kept.
CREATE TABLE cut_lease (
    pipeline text NOT NULL,
    version integer NOT NULL,
    number integer NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (pipeline, version, number)
);

-- What each partition of a topic of sessions says of cuts, in the step in which it tells its progress.
CREATE TABLE session_cut (
    pipeline text NOT NULL,
    version integer NOT NULL,
    -- Of the topic of sessions.
    partition integer NOT NULL,
    -- The newest cut of which a range that comes after it was seen.
    newest integer NOT NULL,
    -- The smallest cut at which the sessions are kept; null: at none.
    kept_from integer,
    PRIMARY KEY (pipeline, version, partition)
) WITH (fillfactor = 50);
