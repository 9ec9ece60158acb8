package dev.switchback.processor.decode;

import dev.switchback.processor.decode.BadEventException.Reason;
import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.plan.PipelinePlan;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.sym.PropertyNameMatcher;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Reads JSON records straight from their bytes: the usual ones in one pass ({@link QuickDecoder}), the others with Jackson. Fields that no column needs are skipped: checked for JSON's grammar, not for content. A
 * missing field, a missing array element and a JSON null are NULL, and so is everything inside a value of another shape than the path
 * says. A needed field given twice makes the record invalid. Not thread-safe.
 */
public final class EventDecoder {
    private final JsonFactory factory = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .build();
    private final SourceColumn[] columns;
    private final int eventTime;
    private final FieldTree root;
    private final QuickDecoder quick;
    private final BitSet seen = new BitSet();

    public EventDecoder(PipelinePlan plan) {
        this.columns = plan.columns().toArray(SourceColumn[]::new);
        this.eventTime = plan.eventTimeIndex();
        this.root = FieldTree.of(plan.columns(), factory);
        this.quick = new QuickDecoder(columns, eventTime, root);
    }

    /**
     * Decodes one record's value.
     *
     * @param row receives the plan's columns
     * @return the event time, epoch milliseconds
     * @throws BadEventException if the record is no event; the content of {@code row} is undefined then
     */
    public long decode(byte @Nullable [] value, @Nullable Object[] row) throws BadEventException {
        if (value == null) {
            throw new BadEventException(Reason.TOMBSTONE, "the record has no value");
        }
        long time = quick.decode(value, row);
        return time == QuickDecoder.DECLINED ? decodeStrictly(value, row) : time;
    }

    /** Decodes as JSON's grammar says, whatever the record's shape; see {@link #decode}. */
    long decodeStrictly(byte[] value, @Nullable Object[] row) throws BadEventException {
        Arrays.fill(row, null);
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
        if (row[eventTime] instanceof Long millis) {
            return millis;
        }
        throw new BadEventException(
                Reason.MISSING_EVENT_TIME,
                "field " + columns[eventTime].path() + ": the event time is missing or null");
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
