-- Rollbacks and retirements: ordered by a user, carried out by the leading controller.
CREATE TABLE operation (
    id uuid PRIMARY KEY,
    pipeline text NOT NULL,
    version integer NOT NULL,
    -- dev.switchback.control.operation.OperationKind
    kind smallint NOT NULL,
    -- dev.switchback.control.operation.OperationState: 3 done, 4 failed.
    state smallint NOT NULL,
    planned_epoch bigint NOT NULL,
    deadline timestamptz NOT NULL,
    message text NOT NULL DEFAULT '',
    requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    FOREIGN KEY (pipeline, version) REFERENCES version
);

-- One of a kind at a time; a version may drain while another is rolled back to.
CREATE UNIQUE INDEX operation_one_open ON operation (pipeline, kind) WHERE state NOT IN (3, 4);
