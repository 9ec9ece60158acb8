-- Mirrored reads: a share of the queries of the active version is also asked of this one. Counts are those of all query servers.
CREATE TABLE mirror (
    pipeline text NOT NULL,
    version integer NOT NULL,
    share double precision NOT NULL CHECK (share >= 0 AND share <= 1),
    same bigint NOT NULL DEFAULT 0,
    different bigint NOT NULL DEFAULT 0,
    undecided bigint NOT NULL DEFAULT 0,
    refused bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    dropped bigint NOT NULL DEFAULT 0,
    active_micros bigint NOT NULL DEFAULT 0,
    mirror_micros bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (pipeline, version),
    FOREIGN KEY (pipeline, version) REFERENCES version
);
