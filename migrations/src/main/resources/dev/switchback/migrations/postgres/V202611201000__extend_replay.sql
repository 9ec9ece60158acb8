ALTER TABLE replay
    -- Grows with every transition; a transition is written only over the revision it was decided on.
    ADD COLUMN revision bigint NOT NULL DEFAULT 0,
    -- The epoch that the switch is planned on.
    ADD COLUMN planned_epoch bigint,
    -- dev.switchback.control.replay.ReplayState that a paused replay goes back to.
    ADD COLUMN resume_to smallint;
