package dev.switchback.views.manifest;

/**
 * One thing wrong with a manifest.
 *
 * @param code stable name of the kind of problem
 * @param field path of the field: {@code views.edits.sql}; empty for the document as a whole
 * @param line from 1, in the manifest; 0 where no line can be named
 * @param column from 1; 0 where no column can be named
 * @param message what is wrong, one sentence
 * @param advice what to do instead, one sentence
 */
public record ManifestProblem(Code code, String field, int line, int column, String message, String advice) {

    public enum Code {
        YAML_SYNTAX,
        MISSING_FIELD,
        UNKNOWN_FIELD,
        DUPLICATE_FIELD,
        INVALID_VALUE,
        UNKNOWN_COLUMN,
        EVENT_TIME_NOT_TIMESTAMP,
        /** No jar of that name was uploaded, or its content is not the one that is pinned. */
        UNKNOWN_JAR,
        INVALID_JAR,
        INVALID_FUNCTION,
        FUNCTION_NOT_DETERMINISTIC,
        /** There is no schema to compare the source with. */
        SCHEMA_REGISTRY,
        /** A column cannot be read from records of the topic's schema. */
        SCHEMA_MISMATCH,
        SQL_SYNTAX,
        SQL_INVALID,
        SQL_UNSUPPORTED
    }
}
