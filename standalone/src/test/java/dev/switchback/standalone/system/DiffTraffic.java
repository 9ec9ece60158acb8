package dev.switchback.standalone.system;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Events that arrive all the time, one in forty of them rubbish, and what was sent at which offset. */
final class DiffTraffic {
    private static final Instant BEGIN = Instant.parse("2015-09-12T00:00:00Z");
    private static final Duration PAUSE = Duration.ofMillis(2);

    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Sent> sent = new ArrayList<>();
    private final AtomicInteger count = new AtomicInteger();
    private final Thread thread;
    private volatile boolean stopped;

    /** @param channel empty for rubbish */
    record Event(Instant time, Instant window, String channel, long added) {}

    private record Sent(int partition, @Nullable Event event, Future<RecordMetadata> where) {}

    /** @param edits by {@code window|channel} */
    record Expected(Map<String, Long> edits, long total, long added) {}

    private DiffTraffic(String kafka, String topic, int partitions) {
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka, "linger.ms", "5", "max.in.flight.requests.per.connection", "1"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.thread = Thread.ofPlatform().name("traffic").daemon().unstarted(() -> send(topic, partitions));
    }

    /** Begins with two thousand events at once; then they arrive one by one. */
    static DiffTraffic start(String kafka, String topic, int partitions) {
        DiffTraffic traffic = new DiffTraffic(kafka, topic, partitions);
        traffic.thread.start();
        traffic.awaitMore(2_000);
        return traffic;
    }

    private void send(String topic, int partitions) {
        Random random = new Random(7);
        while (!stopped) {
            int number = count.get();
            int partition = random.nextInt(partitions);
            Event event = random.nextInt(40) == 0 ? null : event(number, random);
            String text = event == null
                    ? "{\"time\":"
                    : "{\"time\":\"" + event.time() + "\",\"channel\":\"" + event.channel() + "\",\"added\":"
                            + event.added() + ",\"score\":" + random.nextInt(700) / 7.0 + "}";
            sent.add(new Sent(
                    partition,
                    event,
                    producer.send(
                            new ProducerRecord<>(topic, partition, null, text.getBytes(StandardCharsets.UTF_8)))));
            count.incrementAndGet();
            if (number > 2_000) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private static Event event(int number, Random random) {
        // Not in the order of time: sessions before a fence are joined by what comes after it.
        long millis = number * 100L - random.nextInt(9_000);
        long minute = Math.floorDiv(millis, 60_000L);
        return new Event(
                BEGIN.plusMillis(millis),
                BEGIN.plusSeconds(60 * minute),
                "c" + random.nextInt(8),
                // Some windows of some channels hold only events that both versions count.
                Math.floorMod(minute, 3L) == 0 ? 10 + random.nextInt(30) : random.nextInt(40));
    }

    /** Waits until so many more events were sent. */
    void awaitMore(int events) {
        int target = count.get() + events;
        while (count.get() < target) {
            if (!thread.isAlive()) {
                throw new AssertionError("the traffic has ended");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    void stop() throws InterruptedException {
        stopped = true;
        thread.join();
        producer.close();
    }

    /** What a plain evaluation counts below a fence; only after {@link #stop}. */
    Expected below(JsonNode fence, Predicate<Event> condition) {
        Map<String, Long> edits = new TreeMap<>();
        long total = 0;
        long added = 0;
        for (Sent each : sent) {
            Event event = each.event();
            if (event != null && isBelow(fence, each) && condition.test(event)) {
                edits.merge(event.window().toString().replace("Z", ".000Z") + "|" + event.channel(), 1L, Long::sum);
                total++;
                added += event.added();
            }
        }
        return new Expected(edits, total, added);
    }

    /** Sessions below a fence: {@code start|channel} → end, events and sum; only after {@link #stop}. */
    Map<String, List<Long>> sessions(JsonNode fence, Predicate<Event> condition, long gap) {
        Map<String, List<Event>> channels = new TreeMap<>();
        sent.stream()
                .filter(each -> each.event() != null && isBelow(fence, each))
                .map(Sent::event)
                .filter(condition)
                .forEach(event -> channels.computeIfAbsent(event.channel(), channel -> new ArrayList<>())
                        .add(event));
        Map<String, List<Long>> sessions = new TreeMap<>();
        channels.forEach((channel, events) -> {
            events.sort(Comparator.comparing(Event::time));
            int from = 0;
            for (int i = 1; i <= events.size(); i++) {
                long last = events.get(i - 1).time().toEpochMilli();
                if (i == events.size() || events.get(i).time().toEpochMilli() - last > gap) {
                    long sum = events.subList(from, i).stream()
                            .mapToLong(Event::added)
                            .sum();
                    sessions.put(events.get(from).time() + "|" + channel, List.of(last + gap, (long) i - from, sum));
                    from = i;
                }
            }
        });
        return sessions;
    }

    /** How much rubbish stands below a fence. */
    long dead(JsonNode fence) {
        return sent.stream()
                .filter(each -> each.event() == null && isBelow(fence, each))
                .count();
    }

    private static boolean isBelow(JsonNode fence, Sent each) {
        try {
            return each.where().get().offset()
                    < fence.path(String.valueOf(each.partition())).asLong();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
