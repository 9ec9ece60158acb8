package dev.switchback.standalone.load;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Takes the record key out of an event: the value of one field at its root. Thread-safe. */
public final class KeyField {
    private static final JsonFactory JSON = new JsonFactory();

    private final String field;

    public KeyField(String field) {
        this.field = field;
    }

    /** What was found in one event. */
    public sealed interface Found {
        /** The field's value as text; empty where it is absent, null, an object or an array. */
        record Key(Optional<byte[]> bytes) implements Found {}

        /** The event is not one JSON object. */
        record Broken() implements Found {}
    }

    /** Reads the whole event, so that broken JSON is noticed behind the key too. */
    public Found in(byte[] event) {
        Optional<byte[]> key = Optional.empty();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), event)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new Found.Broken();
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean wanted = field.equals(parser.currentName());
                JsonToken value = parser.nextToken();
                if (wanted && value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                    key = Optional.of(parser.getString().getBytes(StandardCharsets.UTF_8));
                }
                parser.skipChildren();
            }
            return parser.nextToken() == null ? new Found.Key(key) : new Found.Broken();
        } catch (JacksonException e) {
            return new Found.Broken();
        }
    }
}
