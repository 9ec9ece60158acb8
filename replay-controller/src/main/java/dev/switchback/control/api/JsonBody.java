package dev.switchback.control.api;

import dev.switchback.control.command.ControlException;
import dev.switchback.control.command.ErrorCode;
import java.math.BigInteger;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A JSON object that a caller sent, read field by field; says which field is wrong, and how. For one thread. */
final class JsonBody {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Pattern PERCENT = Pattern.compile("[0-9]{1,3}([.][0-9]{1,6})?%");

    private final JsonNode node;
    private final String path;
    private final Set<String> known = new HashSet<>();

    private JsonBody(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    /** @throws ControlException where the text is not one JSON object */
    static JsonBody parse(String json) {
        JsonNode node;
        try {
            node = MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new ControlException(
                    ErrorCode.INVALID_REQUEST, "The body is not valid JSON: " + e.getOriginalMessage() + ".");
        }
        if (!node.isObject()) {
            throw new ControlException(ErrorCode.INVALID_REQUEST, "The body has to be a JSON object.");
        }
        return new JsonBody(node, "");
    }

    long integer(String field, long least) {
        return optionalInteger(field, least).orElseThrow(() -> wrong(field, "is missing"));
    }

    OptionalLong optionalInteger(String field, long least) {
        Optional<JsonNode> value = value(field);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        JsonNode number = value.get();
        if (!number.isIntegralNumber()
                || number.bigIntegerValue().compareTo(BigInteger.valueOf(least)) < 0
                || !number.canConvertToLong()) {
            throw wrong(field, "has to be an integer of " + least + " or more, not " + number);
        }
        return OptionalLong.of(number.longValue());
    }

    /** Whether the field is there. */
    boolean has(String field) {
        return value(field).isPresent();
    }

    double number(String field, double least, double most) {
        JsonNode number = value(field).orElseThrow(() -> wrong(field, "is missing"));
        if (!number.isNumber() || number.doubleValue() < least || number.doubleValue() > most) {
            throw wrong(field, "has to be a number from " + least + " to " + most + ", not " + number);
        }
        return number.doubleValue();
    }

    /** A text of 1 to {@code longest} characters. */
    String text(String field, int longest) {
        JsonNode value = value(field).orElseThrow(() -> wrong(field, "is missing"));
        if (!value.isString()
                || value.stringValue().isBlank()
                || value.stringValue().length() > longest) {
            throw wrong(field, "has to be a text of 1 to " + longest + " characters");
        }
        return value.stringValue();
    }

    /** One of {@code words}, or the first of them where the field is missing. */
    String word(String field, List<String> words) {
        Optional<JsonNode> value = value(field);
        if (value.isEmpty()) {
            return words.getFirst();
        }
        if (!value.get().isString() || !words.contains(value.get().stringValue())) {
            throw wrong(field, "has to be one of " + words + ", not " + value.get());
        }
        return value.get().stringValue();
    }

    Optional<Duration> optionalDuration(String field) {
        return value(field).map(value -> duration(field, value));
    }

    /** A share, written as a number from 0 to 1 or as a text such as {@code 1%}. */
    Optional<Double> optionalShare(String field) {
        return value(field).map(value -> {
            double share = Double.NaN;
            if (value.isNumber()) {
                share = value.doubleValue();
            } else if (value.isString() && PERCENT.matcher(value.stringValue()).matches()) {
                share = Double.parseDouble(value.stringValue().replace("%", "")) / 100;
            }
            if (!(share >= 0 && share <= 1)) {
                throw wrong(field, "has to be a share such as 0.01 or \"1%\", not " + value);
            }
            return share;
        });
    }

    private Duration duration(String field, JsonNode value) {
        if (value.isString()) {
            try {
                Duration duration = Duration.parse(value.stringValue());
                if (!duration.isNegative() && duration.compareTo(Duration.ofDays(3_650)) < 0) {
                    return duration;
                }
            } catch (DateTimeParseException e) {
                throw wrong(field, "has to be an ISO-8601 duration such as PT2S, not " + value);
            }
        }
        throw wrong(field, "has to be an ISO-8601 duration such as PT2S, zero or more, not " + value);
    }

    Optional<JsonBody> optionalObject(String field) {
        return value(field).map(value -> {
            if (!value.isObject()) {
                throw wrong(field, "has to be an object");
            }
            return new JsonBody(value, path + field + ".");
        });
    }

    /** A list of texts; empty where the field is missing. */
    List<String> texts(String field, int most, int longest) {
        Optional<JsonNode> value = value(field);
        if (value.isEmpty()) {
            return List.of();
        }
        JsonNode list = value.get();
        boolean good = list.isArray()
                && list.size() <= most
                && list.valueStream()
                        .allMatch(one -> one.isString()
                                && !one.stringValue().isBlank()
                                && one.stringValue().length() <= longest);
        if (!good) {
            throw wrong(field, "has to be a list of at most " + most + " texts of 1 to " + longest + " characters");
        }
        return list.valueStream().map(JsonNode::stringValue).toList();
    }

    /** False where the field is missing. */
    boolean flag(String field) {
        Optional<JsonNode> value = value(field);
        if (value.isPresent() && !value.get().isBoolean()) {
            throw wrong(field, "has to be true or false, not " + value.get());
        }
        return value.map(JsonNode::booleanValue).orElse(false);
    }

    /** The names of the object's fields, for objects whose fields a user names. */
    List<String> names() {
        return List.copyOf(node.propertyNames());
    }

    /** @throws ControlException where the object has a field that was not asked for */
    void refuseOthers() {
        Set<String> others = new TreeSet<>(node.propertyNames());
        others.removeAll(known);
        if (!others.isEmpty()) {
            throw new ControlException(
                    ErrorCode.INVALID_REQUEST,
                    "Unknown field " + path + others.iterator().next() + "; the fields here are " + new TreeSet<>(known)
                            + ".");
        }
    }

    private Optional<JsonNode> value(String field) {
        known.add(field);
        return node.optional(field).filter(value -> !value.isNull());
    }

    private ControlException wrong(String field, String what) {
        return new ControlException(ErrorCode.INVALID_REQUEST, "The field " + path + field + " " + what + ".");
    }
}
