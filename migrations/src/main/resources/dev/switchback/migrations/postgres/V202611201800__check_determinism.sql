-- A version that repeats another one's manifest, to be compared with it and removed. It is never active and never on standby.
ALTER TABLE version ADD COLUMN check_of integer CHECK (check_of IS NULL OR slot NOT IN (3, 4));
ALTER TABLE version ADD FOREIGN KEY (pipeline, check_of) REFERENCES version (pipeline, number);
DROP INDEX version_one_per_fingerprint;
CREATE UNIQUE INDEX version_one_per_fingerprint ON version (pipeline, fingerprint) WHERE slot <> 5 AND check_of IS NULL;
CREATE UNIQUE INDEX version_one_check ON version (pipeline, check_of) WHERE slot <> 5;
-- What a replay has found out: of its own duration, and of the version that it checks.
ALTER TABLE replay ADD COLUMN findings jsonb;
