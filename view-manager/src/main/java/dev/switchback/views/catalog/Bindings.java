package dev.switchback.views.catalog;

import java.util.Map;
import java.util.OptionalInt;

/**
 * What a manifest refers to, as it was when the version was registered; the version keeps it for good.
 *
 * @param jars SHA-256 of the content of each jar, by the name that the manifest has for it
 * @param readerSchema id of the schema that its columns were compared with; empty where the source's format has no schemas
 */
public record Bindings(Map<String, String> jars, OptionalInt readerSchema) {
    public Bindings {
        jars = Map.copyOf(jars);
    }
}
