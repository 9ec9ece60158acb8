ALTER TABLE replay
    -- dev.switchback.control.replay.Throttle; null: without limit.
    ADD COLUMN throttle jsonb;
