package dev.switchback.load.replay;

import dev.switchback.views.engines.KafkaAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What the replay is compared with: a plain consumer that reads its partitions from offset zero to their ends, takes the columns of the
 * benchmark's manifest out of each event with Jackson's streaming parser, and keeps the same aggregates in hash maps. It writes nothing
 * anywhere. One thread.
 */
public final class BareConsumer implements Callable<BareConsumer.Sums> {
    private static final JsonFactory JSON = new JsonFactory();
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final KafkaAddress kafka;
    private final List<TopicPartition> partitions;
    private final boolean allViews;
    private final Map<Minute, Totals> pagesByMinute = new HashMap<>();
    private final Map<Hour, Totals> channelsByHour = new HashMap<>();
    private final Map<String, Totals> users = new HashMap<>();

    private record Minute(long start, String channel, String page) {}

    private record Hour(long start, String channel) {}

    /** Over everything that was read. */
    public record Sums(long edits, long added, long deleted) {
        Sums plus(Sums other) {
            return new Sums(edits + other.edits, added + other.added, deleted + other.deleted);
        }
    }

    private static final class Totals {
        private long edits;
        private long added;
        private long deleted;

        private void add(long moreAdded, long moreDeleted) {
            edits++;
            added += moreAdded;
            deleted += moreDeleted;
        }
    }

    /** @param allViews whether it keeps all three aggregates, or the first only */
    public BareConsumer(KafkaAddress kafka, List<TopicPartition> partitions, boolean allViews) {
        this.kafka = kafka;
        this.partitions = List.copyOf(partitions);
        this.allViews = allViews;
    }

    /** Reads all there is. */
    @Override
    public Sums call() {
        Map<String, Object> settings = kafka.client(Map.of(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "5000",
                ConsumerConfig.FETCH_MIN_BYTES_CONFIG, "65536"));
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (!partitions.stream().allMatch(one -> consumer.position(one) >= ends.getOrDefault(one, 0L))) {
                for (ConsumerRecord<byte[], byte[]> event : consumer.poll(Duration.ofSeconds(1))) {
                    aggregate(event.value());
                }
            }
        }
        return pagesByMinute.values().stream()
                .map(totals -> new Sums(totals.edits, totals.added, totals.deleted))
                .reduce(new Sums(0, 0, 0), Sums::plus);
    }

    /** Takes one event. */
    public void aggregate(byte[] event) {
        long time = 0;
        String channel = "";
        String page = "";
        String user = "";
        long added = 0;
        long deleted = 0;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), event)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "time" -> time = Instant.parse(parser.getString()).toEpochMilli();
                    case "channel" -> channel = parser.getString();
                    case "page" -> page = parser.getString();
                    case "user" -> user = parser.getString();
                    case "added" -> added = parser.getLongValue();
                    case "deleted" -> deleted = parser.getLongValue();
                    default -> parser.skipChildren();
                }
            }
        }
        totals(pagesByMinute, new Minute(time - time % MINUTE, channel, page)).add(added, deleted);
        if (!allViews) {
            return;
        }
        totals(channelsByHour, new Hour(time - time % HOUR, channel)).add(added, deleted);
        totals(users, user).add(added, 0);
    }

    private static <K> Totals totals(Map<K, Totals> map, K key) {
        return map.computeIfAbsent(key, _ -> new Totals());
    }
}
