package dev.switchback.control.kubernetes;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/** Reads manifests and refuses fields that their kind does not have: a misspelt one must not be lost in silence. Thread-safe. */
public final class StrictManifest {
    private static final KubernetesSerialization LENIENT = new KubernetesSerialization();
    private static final JsonMapper STRICT = JsonMapper.builder()
            .annotationIntrospector(new NoSpareFields())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private StrictManifest() {}

    /**
     * Reads one document.
     *
     * @param text YAML or JSON
     * @throws IllegalArgumentException saying where it is not a manifest of this kind
     */
    public static <T> T read(String text, Class<T> type) {
        try {
            return STRICT.readValue(LENIENT.convertToJson(text), type);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    e.getOriginalMessage() + " (at "
                            + e.getPath().stream().map(StrictManifest::step).reduce("", String::concat)
                            + ")",
                    e);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("it is not YAML: " + e.getMessage(), e);
        }
    }

    private static String step(JacksonException.Reference reference) {
        return reference.getPropertyName() == null
                ? "[" + reference.getIndex() + "]"
                : "." + reference.getPropertyName();
    }

    /** The model's classes keep fields that they do not know in a map; here they may not. */
    private static final class NoSpareFields extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(MapperConfig<?> config, Annotated annotated) {
            return false;
        }
    }
}
