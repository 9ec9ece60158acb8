package dev.switchback.views.manifest;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads a column's {@code path}: names separated by dots, each plain or in double quotes, and places of arrays in brackets;
 * {@code ["a.b"]} is another way to write {@code ."a.b"}. In quotes, a backslash takes the quote or backslash after it as it is.
 */
final class JsonPathParser {
    private static final int MOST_STEPS = 20;
    /** An array is read up to its last wanted place, in memory of that size. */
    private static final int LARGEST_INDEX = 9_999;

    private final String text;
    private int at;

    private JsonPathParser(String text) {
        this.text = text;
    }

    /** @throws MalformedPathException with a message that says what is wrong, and where to look */
    static JsonPath parse(String text) throws MalformedPathException {
        return new JsonPathParser(text).path();
    }

    private JsonPath path() throws MalformedPathException {
        List<JsonPath.Step> steps = new ArrayList<>();
        while (at < text.length() || steps.isEmpty()) {
            if (atChar('[')) {
                steps.add(bracket(steps.isEmpty()));
            } else {
                if (!steps.isEmpty()) {
                    expect('.', "a dot or a bracket");
                }
                steps.add(new JsonPath.Field(name()));
            }
            if (steps.size() > MOST_STEPS) {
                throw wrong("it has more than " + MOST_STEPS + " steps");
            }
        }
        return new JsonPath(steps);
    }

    private String name() throws MalformedPathException {
        if (atChar('"')) {
            return quoted();
        }
        int start = at;
        while (at < text.length() && JsonPath.isPlain(text.charAt(at))) {
            at++;
        }
        if (start == at) {
            throw wrong("a field's name is missing at character " + (at + 1));
        }
        return text.substring(start, at);
    }

    private String quoted() throws MalformedPathException {
        StringBuilder name = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                // JSON knows a field with an empty name; our parser's matcher does not.
                if (name.isEmpty()) {
                    throw wrong("a field's name is empty");
                }
                at++;
                return name.toString();
            }
            if (c == '\\') {
                at++;
                if (!atChar('"') && !atChar('\\')) {
                    throw wrong("only \\\" and \\\\ may follow a backslash, at character " + (at + 1));
                }
            }
            name.append(text.charAt(at));
        }
        throw wrong("a quote is not closed");
    }

    private JsonPath.Step bracket(boolean first) throws MalformedPathException {
        at++;
        JsonPath.Step step;
        if (atChar('"')) {
            step = new JsonPath.Field(quoted());
        } else if (first) {
            throw wrong("it begins with an array's place, but a record is an object");
        } else {
            step = new JsonPath.Element(index());
        }
        expect(']', "a closing bracket");
        return step;
    }

    private int index() throws MalformedPathException {
        if (atChar('-')) {
            throw wrong("an array's place is counted from its beginning, it cannot be negative");
        }
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        String digits = text.substring(start, at);
        if (digits.isEmpty() || digits.length() > 4 || (digits.length() > 1 && digits.startsWith("0"))) {
            throw wrong("an array's place is a number from 0 to " + LARGEST_INDEX + ", without leading zeros");
        }
        return Integer.parseInt(digits);
    }

    private boolean atChar(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private void expect(char c, String called) throws MalformedPathException {
        if (!atChar(c)) {
            throw wrong(called + " is missing at character " + (at + 1));
        }
        at++;
    }

    private static MalformedPathException wrong(String what) {
        return new MalformedPathException(what);
    }

    /** The text is no path; the message completes "it is no path: …". */
    static final class MalformedPathException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedPathException(String message) {
            super(message);
        }
    }
}
