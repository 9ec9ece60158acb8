-- The cut that is ahead of the partition: no claim reaches over its fence, and rows after it bear its number. Null: none is.
ALTER TABLE ledger
    ADD COLUMN cut_fence bigint,
    ADD COLUMN cut_next integer,
    ADD CONSTRAINT ledger_cut_ahead CHECK (
        (cut_fence IS NULL) = (cut_next IS NULL) AND cut_fence >= coalesce(claim_end, committed + 1) AND cut_next > cut);
