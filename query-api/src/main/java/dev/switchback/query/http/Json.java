package dev.switchback.query.http;

import dev.switchback.query.request.InstantText;
import dev.switchback.query.request.ResultColumn;
import dev.switchback.query.request.Rows;
import dev.switchback.views.plan.ColumnType;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes the documents of the API. BIGINT is a JSON number, DECIMAL text, a time ISO-8601 UTC text with milliseconds. Thread-safe. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    static byte[] of(Answer answer) {
        return document(json -> {
            json.writeStringProperty("pipeline", answer.target().version().id().pipeline());
            json.writeStringProperty("view", answer.view());
            json.writeNumberProperty("version", answer.target().version().id().number());
            json.writeNumberProperty("epoch", answer.target().epoch());
            json.writeName("watermark");
            answer.watermark()
                    .ifPresentOrElse(
                            instant -> json.writeString(InstantText.format(instant.toEpochMilli())), json::writeNull);
            json.writeBooleanProperty("truncated", answer.rows().truncated());
            rows(json, answer.rows());
        });
    }

    /** Writes one object. */
    static byte[] document(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            content.write(json);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void rows(JsonGenerator json, Rows rows) {
        json.writeArrayPropertyStart("rows");
        List<ResultColumn> columns = rows.columns();
        for (@Nullable Object[] row : rows.rows()) {
            json.writeStartObject();
            for (int i = 0; i < row.length; i++) {
                json.writeName(columns.get(i).name());
                value(json, columns.get(i).type(), row[i]);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void value(JsonGenerator json, ColumnType type, @Nullable Object value) {
        if (value == null) {
            json.writeNull();
            return;
        }
        switch (type.kind()) {
            case BOOLEAN -> json.writeBoolean((Boolean) value);
            case INTEGER -> json.writeNumber((Integer) value);
            case BIGINT -> json.writeNumber((Long) value);
            case DOUBLE -> number(json, (Double) value);
            case DECIMAL -> json.writeString(((BigDecimal) value).toPlainString());
            case VARCHAR -> json.writeString((String) value);
            case TIMESTAMP -> json.writeString(InstantText.format((Long) value));
        }
    }

    /** JSON has no number for NaN and the infinities; they are written as text. */
    private static void number(JsonGenerator json, double value) {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeString(Double.toString(value));
        }
    }

    /** What stands between the braces. */
    @FunctionalInterface
    interface Content {
        void write(JsonGenerator json);
    }
}
