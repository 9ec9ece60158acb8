package dev.switchback.control.diff;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the history store without being able to change it. Thread-safe. */
@FunctionalInterface
public interface HistoryQueries {
    /**
     * The answer's rows: column to value, as text, empty for NULL.
     *
     * @param select a SELECT, without SETTINGS
     * @param limit after which the store gives up
     * @param most rows; more of them are an error
     * @throws dev.switchback.views.StoreUnavailableException while the store cannot be reached, or takes longer than the limit
     * @throws dev.switchback.views.StoreException where it refuses the statement
     */
    List<Map<String, Optional<String>>> rows(String select, Duration limit, int most);
}
