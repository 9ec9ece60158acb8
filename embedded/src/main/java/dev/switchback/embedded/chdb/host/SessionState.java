package dev.switchback.embedded.chdb.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a connection's session has been told. A setting of one statement goes through {@code SET}, since an INSERT takes no SETTINGS clause
 * behind its data and no text has to be rewritten so; the next statement that does not name it sets it back. Not thread-safe.
 */
final class SessionState {
    private String database = "default";
    private Map<String, String> settings = Map.of();

    /** Statements that lead from the present state to the wanted one. */
    List<String> commandsTowards(String wantedDatabase, Map<String, String> wantedSettings) {
        List<String> commands = new ArrayList<>();
        if (!wantedDatabase.equals(database)) {
            commands.add("USE " + quoted(wantedDatabase, '`'));
        }
        List<String> changes = new ArrayList<>();
        for (String name : new TreeMap<>(settings).keySet()) {
            if (!wantedSettings.containsKey(name)) {
                changes.add(name + " = DEFAULT");
            }
        }
        new TreeMap<>(wantedSettings).forEach((name, value) -> {
            if (!value.equals(settings.get(name))) {
                changes.add(requireName(name) + " = " + quoted(value, '\''));
            }
        });
        if (!changes.isEmpty()) {
            commands.add("SET " + String.join(", ", changes));
        }
        return commands;
    }

    void reached(String reachedDatabase, Map<String, String> reachedSettings) {
        database = reachedDatabase;
        settings = reachedSettings;
    }

    private static String requireName(String name) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new ClickHouseError(115, "UNKNOWN_SETTING", "Unknown setting '" + name + "'.");
        }
        return name;
    }

    private static String quoted(String text, char quote) {
        StringBuilder quoted = new StringBuilder().append(quote);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append(quote).toString();
    }
}
