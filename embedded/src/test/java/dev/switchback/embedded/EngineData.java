package dev.switchback.embedded;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** One list of words, written to all four engines and read from all four. */
final class EngineData {
    private static final String TOPIC = "words";
    private final EnginesInChildJvm engines;

    EngineData(EnginesInChildJvm engines) {
        this.engines = engines;
    }

    void write(String word) throws Exception {
        kafkaWrite(word);
        try (Connection postgres = postgres()) {
            postgres.createStatement().execute("CREATE TABLE IF NOT EXISTS words (id serial, word text)");
            postgres.createStatement().execute("INSERT INTO words (word) VALUES ('" + word + "')");
        }
        clickHouse("CREATE DATABASE IF NOT EXISTS kept ENGINE = Atomic");
        clickHouse(
                "CREATE TABLE IF NOT EXISTS kept.words (at DateTime64(9) DEFAULT now64(9), word String) ENGINE = MergeTree ORDER BY at");
        clickHouse("INSERT INTO kept.words (word) VALUES ('" + word + "')");
        redis("RPUSH words " + word);
        // The append-only file reaches the disk every second, but survives the process at once.
    }

    /** The words, if all engines agree on them. */
    List<String> read() throws Exception {
        List<String> words = kafkaRead();
        List<String> fromPostgres = new ArrayList<>();
        try (Connection postgres = postgres();
                ResultSet rows = postgres.createStatement().executeQuery("SELECT word FROM words ORDER BY id")) {
            while (rows.next()) {
                fromPostgres.add(rows.getString(1));
            }
        }
        List<String> fromClickHouse =
                clickHouse("SELECT word FROM kept.words ORDER BY at").lines().toList();
        List<String> fromRedis = redis("LRANGE words 0 -1")
                .lines()
                .filter(line -> !line.startsWith("$") && !line.startsWith("*"))
                .toList();
        if (!(words.equals(fromPostgres) && words.equals(fromClickHouse) && words.equals(fromRedis))) {
            throw new AssertionError("Kafka has " + words + ", PostgreSQL " + fromPostgres + ", ClickHouse "
                    + fromClickHouse + ", Redis " + fromRedis);
        }
        return words;
    }

    private void kafkaWrite(String word) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", engines.kafka, "acks", "all");
        try (Admin admin = Admin.create(settings);
                KafkaProducer<String, String> producer =
                        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            if (!admin.listTopics().names().get().contains(TOPIC)) {
                admin.createTopics(Set.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
                        .all()
                        .get();
            }
            // An event of 2015: with Kafka's own defaults it would be deleted soon.
            producer.send(new ProducerRecord<>(TOPIC, 0, 1_442_016_000_000L, null, word))
                    .get();
        }
    }

    private List<String> kafkaRead() {
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        List<String> words = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", engines.kafka), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(100))) {
                    words.add(each.value());
                }
            }
        }
        return words;
    }

    private Connection postgres() throws SQLException {
        URI address = engines.postgres;
        String[] user = address.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + address.getHost() + ":" + address.getPort() + address.getPath(),
                user[0],
                user[1]);
    }

    private String clickHouse(String sql) throws IOException, InterruptedException {
        URI address = engines.clickHouse;
        String user = Base64.getEncoder().encodeToString(address.getUserInfo().getBytes(StandardCharsets.UTF_8));
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://" + address.getHost() + ":" + address.getPort() + "/"))
                            .header("Authorization", "Basic " + user)
                            .POST(HttpRequest.BodyPublishers.ofString(sql))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(answer.body());
            }
            return answer.body();
        }
    }

    private String redis(String command) throws IOException {
        try (Socket socket = new Socket(engines.redis.getHost(), engines.redis.getPort())) {
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.substring(0, answer.length() - "+OK\r\n".length());
        }
    }
}
