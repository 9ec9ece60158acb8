package dev.switchback.views.live;

/** Reads the JSON arrays that {@link GroupCodec} writes, and nothing else: no blanks, no nesting. */
final class GroupText {
    private final String text;
    private int at;

    GroupText(String text) {
        this.text = text;
    }

    void expect(char c) {
        if (at >= text.length() || text.charAt(at) != c) {
            throw malformed();
        }
        at++;
    }

    void expectEnd() {
        if (at != text.length()) {
            throw malformed();
        }
    }

    boolean atString() {
        return at < text.length() && text.charAt(at) == '"';
    }

    /** A number, {@code true}, {@code false} or {@code null}. */
    String literal() {
        int start = at;
        while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != ']') {
            at++;
        }
        return text.substring(start, at);
    }

    String string() {
        expect('"');
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            value.append(c == '\\' ? escaped() : c);
        }
        throw malformed();
    }

    private char escaped() {
        char c = at < text.length() ? text.charAt(at++) : ' ';
        if (c == '"' || c == '\\') {
            return c;
        }
        if (c != 'u' || at + 4 > text.length()) {
            throw malformed();
        }
        at += 4;
        return (char) Integer.parseInt(text, at - 4, at, 16);
    }

    private IllegalArgumentException malformed() {
        return new IllegalArgumentException("not a group: " + text);
    }
}
