package dev.switchback.processor.decode;

import dev.switchback.processor.decode.BadEventException.Reason;
import dev.switchback.views.manifest.Origin;
import dev.switchback.views.manifest.Source.Leniency;
import dev.switchback.views.manifest.SourceColumn;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.sym.PropertyNameMatcher;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Reads JSON straight from its bytes: the usual records in one pass ({@link QuickDecoder}), the others with Jackson. Fields that no column needs are skipped: checked for JSON's grammar, not for content. A
 * missing field, a missing array element and a JSON null are NULL, and so is everything inside a value of another shape than the path
 * says. A needed field given twice makes the record invalid. A byte order mark is skipped. Not thread-safe.
 */
final class JsonDecoder implements ValueDecoder {
    private final JsonFactory factory;
    private final SourceColumn[] columns;
    private final int[] own;
    private final FieldTree root;
    private final QuickDecoder quick;
    private final BitSet seen = new BitSet();

    /**
     * @param columns of the whole row
     * @param origin whose columns are read
     * @param lenient what is taken beyond JSON's grammar
     */
    JsonDecoder(List<SourceColumn> columns, Origin origin, Set<Leniency> lenient) {
        this.factory = JsonFactory.builder()
                .recyclerPool(JsonRecyclerPools.threadLocalPool())
                .configure(JsonReadFeature.ALLOW_JAVA_COMMENTS, lenient.contains(Leniency.COMMENTS))
                .configure(JsonReadFeature.ALLOW_TRAILING_COMMA, lenient.contains(Leniency.TRAILING_COMMAS))
                .build();
        this.columns = columns.toArray(SourceColumn[]::new);
        this.own = PathTree.positions(columns, origin);
        this.root = FieldTree.of(PathTree.of(columns, origin), factory);
        this.quick = new QuickDecoder(this.columns, root);
    }

    @Override
    public void decode(byte[] value, @Nullable Object[] row) throws BadEventException {
        clear(row);
        if (!quick.decode(value, row)) {
            decodeStrictly(value, row);
        }
    }

    private void clear(@Nullable Object[] row) {
        for (int column : own) {
            row[column] = null;
        }
    }

    /** Decodes as the grammar says, whatever the record's shape; see {@link #decode}. */
    void decodeStrictly(byte[] value, @Nullable Object[] row) throws BadEventException {
        clear(row);
        seen.clear();
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), value, 0, value.length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadEventException(Reason.INVALID_JSON, "the record is not a JSON object");
            }
            readObject(parser, root, row);
            if (parser.nextToken() != null) {
                throw new BadEventException(Reason.INVALID_JSON, "something follows the JSON object");
            }
        } catch (JacksonException e) {
            throw new BadEventException(Reason.INVALID_JSON, "the record is not valid JSON: " + firstLine(e));
        }
    }

    private void readObject(JsonParser parser, FieldTree tree, @Nullable Object[] row) throws BadEventException {
        while (true) {
            int match = parser.nextNameMatch(tree.names());
            if (match >= 0) {
                readField(parser, tree.fields().get(match), row);
            } else if (match == PropertyNameMatcher.MATCH_UNKNOWN_NAME) {
                parser.nextToken();
                parser.skipChildren();
            } else if (match == PropertyNameMatcher.MATCH_END_OBJECT) {
                return;
            } else {
                throw new BadEventException(Reason.INVALID_JSON, "an object ends in the middle");
            }
        }
    }

    private void readField(JsonParser parser, FieldTree.Place field, @Nullable Object[] row) throws BadEventException {
        if (seen.get(field.id())) {
            throw new BadEventException(Reason.INVALID_JSON, "field " + field.name() + " is given twice");
        }
        seen.set(field.id());
        readValue(parser, parser.nextToken(), field, row);
    }

    private void readValue(JsonParser parser, JsonToken token, FieldTree.Place place, @Nullable Object[] row)
            throws BadEventException {
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        FieldTree inner = place.inner();
        if (token.isScalarValue()) {
            for (int i = 0; i < place.columns().size(); i++) {
                int column = place.columns().get(i);
                row[column] = ScalarReader.read(parser, token, columns[column]);
            }
        } else if (!place.columns().isEmpty()) {
            throw ScalarReader.wrongType(parser, columns[place.columns().getFirst()]);
        } else if (token == JsonToken.START_OBJECT && inner != null) {
            readObject(parser, inner, row);
        } else if (token == JsonToken.START_ARRAY && !place.elements().isEmpty()) {
            readArray(parser, place.elements(), row);
        } else {
            parser.skipChildren();
        }
    }

    private void readArray(JsonParser parser, List<FieldTree.@Nullable Place> wanted, @Nullable Object[] row)
            throws BadEventException {
        for (int index = 0; ; index++) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.END_ARRAY) {
                return;
            }
            if (token == null) {
                throw new BadEventException(Reason.INVALID_JSON, "an array ends in the middle");
            }
            FieldTree.Place place = index < wanted.size() ? wanted.get(index) : null;
            if (place == null) {
                parser.skipChildren();
            } else {
                readValue(parser, token, place, row);
            }
        }
    }

    private static String firstLine(JacksonException e) {
        String message = e.getOriginalMessage();
        if (message == null) {
            return "it cannot be read";
        }
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end);
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }
}
