-- The partition was read to its end and brought no event for the version's idle timeout: it does not hold the watermark back.
ALTER TABLE ledger ADD COLUMN idle boolean NOT NULL DEFAULT false;
