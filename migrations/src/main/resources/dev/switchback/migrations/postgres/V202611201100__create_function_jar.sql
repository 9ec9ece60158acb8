-- Content is immutable and stays: it is the record of what a version's functions did.
CREATE TABLE function_jar (
    sha256 text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    bytes bytea NOT NULL,
    uploaded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What a name points at now. Jars are uploaded before the first version, so there may be no pipeline yet.
CREATE TABLE pipeline_jar (
    pipeline text NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL REFERENCES function_jar,
    uploaded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (pipeline, name)
);

-- What a version was registered with, for good.
CREATE TABLE version_jar (
    pipeline text NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL REFERENCES function_jar,
    PRIMARY KEY (pipeline, number, name),
    FOREIGN KEY (pipeline, number) REFERENCES version
);
