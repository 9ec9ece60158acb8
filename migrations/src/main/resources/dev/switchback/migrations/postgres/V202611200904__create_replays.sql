CREATE TABLE replay (
    id uuid PRIMARY KEY,
    pipeline text NOT NULL,
    version integer NOT NULL,
    state smallint NOT NULL,
    switch_mode text NOT NULL,
    request jsonb NOT NULL,
    fence jsonb,
    progress jsonb,
    failure jsonb,
    idempotency_key text,
    requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- When the present state ends by itself; null: it waits without end.
    deadline timestamptz,
    -- Set in the step that enters a final state.
    finished_at timestamptz,
    FOREIGN KEY (pipeline, version) REFERENCES version,
    UNIQUE (pipeline, idempotency_key)
);

CREATE UNIQUE INDEX replay_one_running ON replay (pipeline, version) WHERE finished_at IS NULL;

CREATE TABLE journal (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pipeline text NOT NULL REFERENCES pipeline,
    replay_id uuid REFERENCES replay,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor text NOT NULL,
    action text NOT NULL,
    detail jsonb NOT NULL DEFAULT '{}'
);

CREATE INDEX journal_by_pipeline ON journal (pipeline, id);
CREATE INDEX journal_by_replay ON journal (replay_id, id) WHERE replay_id IS NOT NULL;
