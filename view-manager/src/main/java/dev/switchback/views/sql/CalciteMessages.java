package dev.switchback.views.sql;

import java.util.Objects;
import org.apache.calcite.runtime.CalciteContextException;

/** Messages of Calcite without the positions that it puts before them. */
final class CalciteMessages {
    private CalciteMessages() {}

    static String of(CalciteContextException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String message = Objects.toString(cause.getMessage(), "the query is not valid");
        return message.lines().findFirst().orElse(message);
    }
}
