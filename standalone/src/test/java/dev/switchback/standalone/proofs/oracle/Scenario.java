package dev.switchback.standalone.proofs.oracle;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A random pipeline and its log, a function of the seed alone.
 *
 * @param outOfOrderness milliseconds
 * @param allowedLateness milliseconds beyond it, after which an event is diverted; negative: late events are accepted
 * @param log per partition, in the order of offsets
 */
public record Scenario(
        long seed,
        int partitions,
        long outOfOrderness,
        long allowedLateness,
        List<View> views,
        List<List<LogRecord>> log) {
    private static final List<String> TIMES =
            List.of("2015-09-12T00:00:00Z", "1969-12-31T23:50:00Z", "2016-02-29T23:55:00Z");

    /** @param viewCount aggregated views, each one case */
    public static Scenario of(long seed, int viewCount, int events) {
        Random random = new Random(seed);
        int partitions = 1 + random.nextInt(3);
        Views generator = new Views(random);
        List<View> views = new ArrayList<>();
        for (int i = 0; i < viewCount; i++) {
            views.add(generator.view("v" + i));
        }
        long begin =
                java.time.Instant.parse(TIMES.get(random.nextInt(TIMES.size()))).toEpochMilli();
        long bound = random.nextInt(4) * 10_000L;
        LogRecords records = new LogRecords(random, begin, bound);
        List<List<LogRecord>> log = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            log.add(new ArrayList<>());
        }
        for (int i = 0; i < events; i++) {
            int partition = random.nextInt(partitions);
            log.get(partition).add(records.next(partition, i));
        }
        long lateness = random.nextInt(3) > 0 ? -1 : random.nextInt(3) * 20_000L;
        return new Scenario(seed, partitions, bound, lateness, List.copyOf(views), List.copyOf(log));
    }

    /** The manifest, with NAME where the pipeline's and the topic's name goes. */
    public String manifest() {
        StringBuilder yaml = new StringBuilder("pipeline: NAME\nsource:\n  topic: NAME\n  format: json\n  event_time: ")
                .append(Column.TIME)
                .append("\n  out_of_orderness: PT")
                .append(outOfOrderness / 1000)
                .append("S\n")
                .append(
                        allowedLateness < 0
                                ? ""
                                : "  late_events: divert\n  allowed_lateness: PT" + allowedLateness / 1000 + "S\n")
                .append("  columns:\n");
        Column.ALL.forEach(column -> yaml.append("    ").append(column.yaml()).append('\n'));
        yaml.append("views:\n");
        for (View view : views) {
            yaml.append("  ")
                    .append(view.name())
                    .append(":\n    sql: |\n      ")
                    .append(view.sql("NAME"))
                    .append("\n    live: {retention: PT1000H}\n");
        }
        return yaml.toString();
    }

    /** The columns that any view reads. */
    Set<String> columns() {
        Set<String> columns = new LinkedHashSet<>(Set.of(Column.TIME));
        views.forEach(view -> columns.addAll(view.columns()));
        return columns;
    }

    /** Manifest and log, for whoever looks into a failure. */
    public String describe() {
        return "seed " + seed + "\n" + manifest()
                + log.stream().flatMap(List::stream).map(LogRecord::toString).collect(Collectors.joining("\n"));
    }

    /** Whether an event comes too late, after one of {@code newest} in its partition. */
    boolean diverts(Event event, long newest) {
        return allowedLateness >= 0
                && newest != Long.MIN_VALUE
                && event.time() < newest - outOfOrderness - allowedLateness;
    }

    /** The event of a record, unless it is dead for these views. */
    Optional<Event> eventOf(LogRecord record) {
        boolean bad = record.event() == null
                || record.spoiled().filter(columns()::contains).isPresent();
        return bad ? Optional.empty() : Optional.ofNullable(record.event());
    }
}
