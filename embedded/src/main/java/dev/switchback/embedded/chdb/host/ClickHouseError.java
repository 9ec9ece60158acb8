package dev.switchback.embedded.chdb.host;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An error of ClickHouse, with its number in ClickHouse's list. */
public final class ClickHouseError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Pattern CODE = Pattern.compile("Code: (\\d+)\\.");

    /** When a message of the library carries none: STD_EXCEPTION. */
    private static final int UNKNOWN = 1001;

    private final int code;

    public ClickHouseError(int code, String name, String text) {
        super("Code: " + code + ". DB::Exception: " + text + " (" + name + ")");
        this.code = code;
    }

    private ClickHouseError(int code, String message) {
        super(message);
        this.code = code;
    }

    static ClickHouseError of(String message) {
        Matcher matcher = CODE.matcher(message);
        return new ClickHouseError(matcher.find() ? Integer.parseInt(matcher.group(1)) : UNKNOWN, message);
    }

    public int code() {
        return code;
    }

    /** The message as ClickHouse sends it. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
