package dev.switchback.query.historical;

import dev.switchback.query.request.ResultColumn;
import java.util.List;
import java.util.Map;

/**
 * A statement ready to run.
 *
 * @param sql asks for one row more than {@code limit}, to see whether there are more
 * @param parameters by name, as text
 * @param columns in the order of the SELECT list
 */
record Select(String sql, Map<String, Object> parameters, List<ResultColumn> columns, int limit) {
    Select {
        parameters = Map.copyOf(parameters);
        columns = List.copyOf(columns);
    }
}
