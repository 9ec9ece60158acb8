-- Rows stay when they are revoked: a service that ever had tokens never goes back to being open.
CREATE TABLE access_token (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    -- dev.switchback.views.access.Role
    role smallint NOT NULL,
    -- SHA-256 of the token's text, which is not kept.
    hash text NOT NULL UNIQUE CHECK (hash ~ '^[0-9a-f]{64}$'),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    created_by text NOT NULL,
    revoked_at timestamptz,
    revoked_by text
);

-- A name is one caller's at a time: the journal tells callers apart by it.
CREATE UNIQUE INDEX access_token_one_per_name ON access_token (name) WHERE revoked_at IS NULL;
