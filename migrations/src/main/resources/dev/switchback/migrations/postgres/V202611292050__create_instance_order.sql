-- How many instances of a version's processor an operator ordered; without a row the replay's request or the controller's default counts.
CREATE TABLE instance_order (
    pipeline text NOT NULL,
    version integer NOT NULL,
    instances integer NOT NULL CHECK (instances >= 1),
    PRIMARY KEY (pipeline, version),
    FOREIGN KEY (pipeline, version) REFERENCES version
);
