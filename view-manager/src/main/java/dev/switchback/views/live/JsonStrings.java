package dev.switchback.views.live;

/** Writes JSON strings, each text in exactly one way. */
final class JsonStrings {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private JsonStrings() {}

    static void append(String value, StringBuilder text) {
        text.append('"');
        int plain = 0;
        int length = value.length();
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
                continue;
            }
            text.append(value, plain, i);
            escape(c, text);
            plain = i + 1;
        }
        text.append(value, plain, length).append('"');
    }

    private static void escape(char c, StringBuilder text) {
        text.append('\\');
        if (c == '"' || c == '\\') {
            text.append(c);
            return;
        }
        text.append('u')
                .append(HEX[c >> 12])
                .append(HEX[c >> 8 & 15])
                .append(HEX[c >> 4 & 15])
                .append(HEX[c & 15]);
    }
}
