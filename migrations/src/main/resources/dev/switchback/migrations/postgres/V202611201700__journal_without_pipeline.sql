-- Changes that belong to no pipeline: access, and jars that nothing names.
ALTER TABLE journal ALTER COLUMN pipeline DROP NOT NULL;
