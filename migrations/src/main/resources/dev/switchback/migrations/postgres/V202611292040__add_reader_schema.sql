ALTER TABLE version
    -- Id, in the schema registry, of the schema that the manifest's columns were compared with; its names and aliases are those that columns go by,
    -- also when newer ones are registered later. null: the source's format has no schemas, or the version was registered by an older build.
    ADD COLUMN reader_schema integer CHECK (reader_schema >= 0);
