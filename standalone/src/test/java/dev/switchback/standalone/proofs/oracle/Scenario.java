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
 * @param columns of the source
 * @param log per partition, in the order of offsets
 */
public record Scenario(
        long seed,
        int partitions,
        long outOfOrderness,
        long allowedLateness,
        List<Column> columns,
        List<View> views,
        List<List<LogRecord>> log) {
    private static final List<String> TIMES =
            List.of("2015-09-12T00:00:00Z", "1969-12-31T23:50:00Z", "2016-02-29T23:55:00Z");

    /** How the event time may be written. */
    private static final List<Format> FORMATS = List.of(
            Format.PLAIN, Format.EPOCH_SECONDS, Format.EPOCH_SECONDS_OR_TEXT, Format.EPOCH_MILLIS, Format.ISO8601);

    /** @param viewCount aggregated views, each one case */
    public static Scenario of(long seed, int viewCount, int events) {
        return of(seed, viewCount, 0, events);
    }

    /**
     * A scenario with views of sessions.
     *
     * @param viewCount aggregated views over aligned windows or none
     * @param sessionCount views over sessions
     */
    public static Scenario of(long seed, int viewCount, int sessionCount, int events) {
        Random random = new Random(seed);
        int partitions = 1 + random.nextInt(3);
        Views generator = new Views(random);
        List<View> views = new ArrayList<>();
        for (int i = 0; i < viewCount; i++) {
            views.add(generator.view("v" + i));
        }
        for (int i = 0; i < sessionCount; i++) {
            views.add(generator.sessions("s" + i));
        }
        List<Column> columns = new ArrayList<>(Column.ALL);
        columns.replaceAll(column -> column.name().equals(Column.TIME)
                ? column.writtenAs(FORMATS.get(random.nextInt(FORMATS.size())))
                : column);
        long begin =
                java.time.Instant.parse(TIMES.get(random.nextInt(TIMES.size()))).toEpochMilli();
        long bound = random.nextInt(4) * 10_000L;
        LogRecords records = new LogRecords(random, columns, begin, bound);
        List<List<LogRecord>> log = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            log.add(new ArrayList<>());
        }
        for (int i = 0; i < events; i++) {
            int partition = random.nextInt(partitions);
            log.get(partition).add(records.next(partition, i));
        }
        long lateness = random.nextInt(3) > 0 ? -1 : random.nextInt(3) * 20_000L;
        return new Scenario(
                seed, partitions, bound, lateness, List.copyOf(columns), List.copyOf(views), List.copyOf(log));
    }

    /** The manifest, with NAME where the pipeline's and the topic's name goes. */
    public String manifest() {
        StringBuilder yaml = new StringBuilder("pipeline: NAME\nfunctions:\n  ")
                .append(Scoring.NAME)
                .append(
                        ": {jar: edit-scoring.jar, method: dev.switchback.sample.EditScoring.score}\nsource:\n  topic: NAME\n  format: json\n  event_time: ")
                .append(Column.TIME)
                .append("\n  out_of_orderness: PT")
                .append(outOfOrderness / 1000)
                .append("S\n")
                .append(
                        allowedLateness < 0
                                ? ""
                                : "  late_events: divert\n  allowed_lateness: PT" + allowedLateness / 1000 + "S\n")
                .append("  columns:\n");
        columns.forEach(column -> yaml.append("    ").append(column.yaml()).append('\n'));
        yaml.append("views:\n");
        for (View view : views) {
            yaml.append("  ")
                    .append(view.name())
                    .append(":\n    sql: |\n      ")
                    .append(view.sql("NAME"))
                    .append(view.isLive() ? "\n    live: {retention: PT1000H}\n" : "\n");
        }
        return yaml.toString();
    }

    /** The columns that any view reads. */
    Set<String> columnsRead() {
        Set<String> read = new LinkedHashSet<>(Set.of(Column.TIME));
        views.forEach(view -> read.addAll(view.columns()));
        return read;
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
                || record.spoiled().filter(columnsRead()::contains).isPresent();
        return bad ? Optional.empty() : Optional.ofNullable(record.event());
    }
}
