package dev.switchback.views.engines;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Kafka answers, and how its clients connect.
 *
 * @param bootstrap {@code host:port[,host:port…]}
 * @param properties settings of Kafka's own clients for connection and security; secrets among them
 * @param file where the properties come from; empty: there are none
 */
public record KafkaAddress(String bootstrap, Map<String, String> properties, Optional<Path> file) {
    /** Names a file of {@link #properties}. */
    public static final String PROPERTIES = "SWITCHBACK_KAFKA_PROPERTIES";

    private static final Pattern SERVERS = Pattern.compile("[^\\s:,]+:\\d+(,[^\\s:,]+:\\d+)*");
    private static final Pattern USER = Pattern.compile("\\busername\\s*=\\s*\"([^\"]+)\"");

    public KafkaAddress {
        if (!SERVERS.matcher(bootstrap).matches()) {
            throw new IllegalArgumentException(
                    EngineAddresses.KAFKA + " is not of the form host:port[,host:port…]: " + bootstrap);
        }
        properties = Map.copyOf(properties);
    }

    /** Without encryption and without a user. */
    public static KafkaAddress plain(String bootstrap) {
        return new KafkaAddress(bootstrap, Map.of(), Optional.empty());
    }

    /**
     * Reads the file that the environment names, if it names one.
     *
     * @throws IllegalArgumentException if it cannot be read or sets what is not the user's to set; in one sentence, without values
     */
    public static KafkaAddress from(String bootstrap, Map<String, String> environment) {
        String file = environment.get(PROPERTIES);
        return file == null || file.isBlank()
                ? plain(bootstrap)
                : at(bootstrap, Path.of(file).toAbsolutePath());
    }

    /** The same with a file that somebody else has named. */
    public static KafkaAddress at(String bootstrap, Path file) {
        return new KafkaAddress(bootstrap, read(file), Optional.of(file));
    }

    private static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    PROPERTIES + " names " + file + ", which cannot be read as a properties file: "
                            + e.getClass().getSimpleName(),
                    e);
        }
        Map<String, String> read = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            requireTaken(file, name);
            read.put(name, properties.getProperty(name).strip());
        }
        return read;
    }

    private static void requireTaken(Path file, String name) {
        if (name.equals("bootstrap.servers")) {
            throw new IllegalArgumentException(file + " sets bootstrap.servers; name the servers in "
                    + EngineAddresses.KAFKA + " instead, and remove it from the file.");
        }
        if (!KafkaSettings.isTaken(name)) {
            throw new IllegalArgumentException(file + " sets " + name
                    + ", which Switchback does not take: either it is Switchback's own to set, or Kafka's clients do not know it."
                    + " Taken are " + KafkaSettings.taken() + ".");
        }
    }

    /** The settings that every client of this Kafka begins with. */
    public Map<String, Object> client() {
        Map<String, Object> settings = new HashMap<>(properties);
        settings.put("bootstrap.servers", bootstrap);
        settings.put("enable.metrics.push", "false");
        return settings;
    }

    /** These settings with others, which have the last word. */
    public Map<String, Object> client(Map<String, ?> others) {
        Map<String, Object> settings = client();
        settings.putAll(others);
        return settings;
    }

    /** Who the clients say they are, where that can be read off the settings. */
    public Optional<String> user() {
        Matcher matcher = USER.matcher(properties.getOrDefault("sasl.jaas.config", ""));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Without values: some are secret. */
    @Override
    public String toString() {
        return bootstrap + file.map(path -> " with the settings of " + path).orElse("");
    }
}
