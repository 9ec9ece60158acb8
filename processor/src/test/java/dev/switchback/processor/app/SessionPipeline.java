package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.clickhouse.client.api.query.GenericRecord;
import dev.switchback.views.clickhouse.ClickHouseHistoryStore;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.HistorySchema;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.live.GroupCodec;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.live.LiveSession;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.postgres.PostgresSessionProgress;
import dev.switchback.views.postgres.PostgresSinkLedger;
import dev.switchback.views.run.ProcessorState;
import dev.switchback.views.session.SessionLedger;
import dev.switchback.views.session.SessionNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** A pipeline with views of sessions: waiting for them, and what their tables hold. */
final class SessionPipeline {
    static final String MANIFEST = TestPipeline.SOURCE + """
            views:
              visits:
                sql: |
                  SELECT window_start, window_end, channel, COUNT(*) AS edits, SUM(added) AS total,
                    COUNT(DISTINCT user_name) AS editors, MIN(added) AS smallest, MAX(user_name) AS last_user,
                    AVG(score) AS score, SUM(price) AS price
                  FROM TABLE(SESSION(TABLE NAME PARTITION BY channel, DESCRIPTOR(time), INTERVAL '2' SECOND))
                  WHERE NOT is_robot
                  GROUP BY window_start, window_end, channel
                live: {retention: PT1M}
              minutes:
                sql: |
                  SELECT window_start, channel, COUNT(*) AS edits
                  FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(time), INTERVAL '1' MINUTE))
                  GROUP BY window_start, channel
                live: {retention: PT2H}
              pairs:
                sql: |
                  SELECT window_start, is_robot, user_name, COUNT(*) AS edits, SUM(added) AS total
                  FROM TABLE(SESSION(TABLE NAME, DESCRIPTOR(time), DESCRIPTOR(user_name, is_robot), INTERVAL '20' SECOND))
                  GROUP BY window_start, user_name, is_robot
              small:
                sql: |
                  SELECT channel, 1000 / added AS share FROM NAME WHERE added < 5
            """;

    static final int VISITS = 0;
    static final int PAIRS = 2;

    private SessionPipeline() {}

    static boolean isCaughtUp(TestPipeline pipeline) {
        Map<Integer, LedgerEntry> held = new SessionLedger(
                        new PostgresSinkLedger(Stores.POSTGRES), new PostgresSessionProgress(Stores.POSTGRES))
                .read(pipeline.version);
        return pipeline.isCaughtUp()
                && pipeline.ends().entrySet().stream().allMatch(end -> {
                    LedgerEntry entry = held.get(end.getKey());
                    return entry != null && entry.committed() == end.getValue();
                });
    }

    static void awaitCaughtUp(TestPipeline pipeline, VersionProcessor processor) {
        Waiting.until(
                () -> {
                    if (processor.state() == ProcessorState.FAILED) {
                        throw new AssertionError(processor.problem());
                    }
                    return isCaughtUp(pipeline);
                },
                () -> "offsets " + pipeline.ends() + ", ledger " + pipeline.ledger() + ", sessions "
                        + new PostgresSessionProgress(Stores.POSTGRES).read(pipeline.version) + ", "
                        + processor.state() + " " + processor.problem());
    }

    /** {@code start|end|key…} → measures, as {@link SessionOracle} writes them. */
    static Map<String, List<String>> content(TestPipeline pipeline, int view) {
        return content(
                pipeline,
                view,
                HistoryNames.rows(pipeline.version, pipeline.plan.views().get(view)));
    }

    /** The same, as it was at a cut. */
    static Map<String, List<String>> contentAt(TestPipeline pipeline, int view, int cut) {
        return content(
                pipeline,
                view,
                HistorySchema.rowsAt(pipeline.version, pipeline.plan.views().get(view), cut));
    }

    private static Map<String, List<String>> content(TestPipeline pipeline, int view, String from) {
        ViewPlan.Aggregate plan = (ViewPlan.Aggregate) pipeline.plan.views().get(view);
        List<String> keys = new ArrayList<>();
        keys.add("toString(toUnixTimestamp64Milli(window_start))");
        keys.add("toString(toUnixTimestamp64Milli(window_end))");
        plan.dimensions().forEach(d -> keys.add("ifNull(toString(" + HistoryNames.quote(d.name()) + "), 'null')"));
        StringBuilder sql = new StringBuilder("SELECT concat(" + String.join(", '|', ", keys) + ") AS k, count() AS n");
        for (Measure measure : plan.measures()) {
            sql.append(", ifNull(toString(")
                    .append(HistorySchema.measure(plan, measure))
                    .append("), 'NULL') AS m")
                    .append(plan.measures().indexOf(measure));
        }
        sql.append(" FROM ").append(from).append(" GROUP BY k");
        Map<String, List<String>> rows = new TreeMap<>();
        for (GenericRecord row : Stores.CLICKHOUSE.queryAll(sql.toString())) {
            List<String> values = new ArrayList<>();
            values.add(row.getString("n"));
            for (int i = 0; i < plan.measures().size(); i++) {
                values.add(PlainEvaluation.text(row.getString("m" + i)));
            }
            rows.put(row.getString("k"), values);
        }
        return rows;
    }

    /** {@code start|end|key…} → measures, of a view whose sessions have one row each. */
    static Map<String, List<String>> measures(TestPipeline pipeline, int view) {
        Map<String, List<String>> rows = content(pipeline, view);
        rows.replaceAll((session, row) -> {
            assertEquals("1", row.getFirst(), "rows of " + session);
            return row.subList(1, row.size());
        });
        return rows;
    }

    /** Whether every shard of the live store says that it has all sessions. */
    static boolean isLiveWhole(TestPipeline pipeline) {
        for (int shard = 0; shard < pipeline.shards; shard++) {
            Map<String, String> marks =
                    Stores.REDIS.sync().hgetall(new LiveKeys(pipeline.version, shard).sessionMarks());
            if (!String.valueOf(marks.size() - 1).equals(marks.get("n"))) {
                return false;
            }
        }
        return true;
    }

    /** {@code start|end|key…} → events and measures, as {@link SessionOracle} writes them, of sessions that end after {@code horizon}. */
    static Map<String, List<String>> live(TestPipeline pipeline, int view, long horizon) {
        ViewPlan.Aggregate plan = (ViewPlan.Aggregate) pipeline.plan.views().get(view);
        Map<String, List<String>> rows = new TreeMap<>();
        for (String key : LiveContent.keys(pipeline)) {
            int at = key.indexOf("}:s:" + plan.name() + ":");
            if (at < 0) {
                continue;
            }
            String group = key.substring(at + ("}:s:" + plan.name() + ":").length());
            String names = Arrays.stream(GroupCodec.of(plan).decode(group))
                    .map(String::valueOf)
                    .collect(Collectors.joining("|"));
            Stores.REDIS.sync().hgetall(key).forEach((start, text) -> {
                LiveSession session = LiveSession.of(text);
                if (session.end() > horizon) {
                    List<String> values = new ArrayList<>(List.of("1"));
                    plan.measures().forEach(measure -> values.add(measure(measure, session.states())));
                    rows.put(start + "|" + session.end() + "|" + names, values);
                }
            });
        }
        return rows;
    }

    private static String measure(Measure measure, List<@Nullable String> states) {
        return switch (measure.formula()) {
            case Measure.Formula.Finished(int state) -> PlainEvaluation.text(states.get(state));
            case Measure.Formula.Average(int sum, int count) ->
                states.get(sum) == null
                        ? "NULL"
                        : PlainEvaluation.text(Double.parseDouble(Objects.requireNonNull(states.get(sum)))
                                / Long.parseLong(Objects.requireNonNull(states.get(count))));
            case Measure.Formula.Quantile quantile -> throw new AssertionError(quantile);
            case Measure.Formula.Spread spread -> throw new AssertionError(spread);
        };
    }

    /** Sessions that the state holds, read from where Kafka Streams would restore it. */
    static long kept(TestPipeline pipeline) {
        String topic = SessionNames.topic(pipeline.version) + "-sessions-changelog";
        Set<Bytes> kept = new HashSet<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", Stores.ADDRESSES.kafka(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(each -> {
                    Bytes key = Bytes.wrap(each.key());
                    if (each.value() == null) {
                        kept.remove(key);
                    } else {
                        kept.add(key);
                    }
                });
            }
        }
        return kept.size();
    }

    static long rowsOfStableView(TestPipeline pipeline, String view) {
        new ClickHouseHistoryStore(Stores.CLICKHOUSE).follow(pipeline.version, pipeline.plan);
        return Stores.CLICKHOUSE
                .queryAll("SELECT countIf(window_end > window_start) AS n FROM "
                        + HistoryNames.stableView(pipeline.version.pipeline(), view))
                .getFirst()
                .getLong("n");
    }

    static List<Long> storedEvents(TestPipeline pipeline) {
        return new ClickHouseHistoryStore(Stores.CLICKHOUSE).storedEvents(pipeline.version, pipeline.plan);
    }
}
