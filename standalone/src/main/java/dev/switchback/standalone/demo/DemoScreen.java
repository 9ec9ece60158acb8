package dev.switchback.standalone.demo;

import dev.switchback.standalone.client.ReplayStatus;
import dev.switchback.standalone.client.Replays;
import dev.switchback.standalone.terminal.Table;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What the demo shows. One thread at a time. */
public final class DemoScreen {
    private final PrintWriter out;
    private final ReplayView replays;

    /** How the progress of a replay is shown. */
    public interface ReplayView {
        void show(ReplayStatus status);
    }

    public DemoScreen(PrintWriter out, ReplayView replays) {
        this.out = out;
        this.replays = replays;
    }

    void loaded(long events, int partitions) {
        say("");
        say("1  %,d real Wikipedia edits of 2015-09-12 are in the topic 'wikipedia' (%d partitions, keyed by user)."
                .formatted(events, partitions));
    }

    Replays.Listener firstVersion() {
        say("2  Version 1 counts every edit: registered, built from offset zero, switched to.");
        return listener();
    }

    Replays.Listener secondVersion() {
        say(
                "5  Version 2 leaves out robots and adds the measure 'editors'. It is built beside version 1, then all queries move to it.");
        return listener();
    }

    private Replays.Listener listener() {
        return new Replays.Listener() {
            @Override
            public void progress(ReplayStatus status) {
                replays.show(status);
            }
        };
    }

    /** Shows the answers beside the published ones, and returns whether they agree. */
    boolean published(Answers found, Answers published) {
        say("3  Answers over HTTP beside those that Apache Druid's documentation prints for this file:");
        Table numbers = new Table("question", "Switchback", "published");
        numbers.row("edits", found.rows(), published.rows());
        for (int hour = 0;
                hour
                        < Math.min(
                                found.deletedByHour().size(),
                                published.deletedByHour().size());
                hour += 4) {
            numbers.row(
                    String.format(Locale.ROOT, "characters deleted, %02d:00", hour),
                    found.deletedByHour().get(hour),
                    published.deletedByHour().get(hour));
        }
        beside(numbers, "characters added, ", found.addedByChannel(), published.addedByChannel());
        beside(numbers, "edits of ", found.topPages(), published.topPages().subList(0, 3));
        show(numbers);
        say("   (all 24 hours, 10 pages and 5 channels are compared)");
        return found.agreesWith(published);
    }

    private static void beside(Table table, String what, List<Answers.Entry> found, List<Answers.Entry> published) {
        for (Answers.Entry entry : published) {
            Object value = found.stream()
                    .filter(one -> one.key().equals(entry.key()))
                    .findFirst()
                    .<Object>map(Answers.Entry::value)
                    .orElse("missing");
            table.row(what + entry.key(), value, entry.value());
        }
    }

    void leaders(JsonNode answer) {
        say("   Live, from Redis: the busiest channels of the last two hours of event time.");
        Table table = new Table("channel", "edits");
        for (JsonNode row : answer.path("rows")) {
            table.row(row.path("channel").asString(), row.path("edits").asLong());
        }
        show(table);
    }

    void underLoad(int clients, int servers, int queries, int edits) {
        say("4  From now on %d clients ask %d query servers %d times a second, and %d new edits arrive each second."
                .formatted(clients, servers, queries, edits));
    }

    void beforeAndAfter(Answers before, Answers after) {
        say("6  Before and after:");
        Table table = new Table("question", "version 1", "version 2");
        table.row("edits", before.rows(), after.rows());
        table.row("characters deleted, whole day", sum(before.deletedByHour()), sum(after.deletedByHour()));
        beforeAndAfter(table, "characters added, ", before.addedByChannel(), after.addedByChannel());
        beforeAndAfter(table, "edits of ", before.topPages().subList(0, 3), after.topPages());
        show(table);
    }

    private static long sum(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).sum();
    }

    private static void beforeAndAfter(
            Table table, String what, List<Answers.Entry> before, List<Answers.Entry> after) {
        for (Answers.Entry entry : before) {
            String value = after.stream()
                    .filter(one -> one.key().equals(entry.key()))
                    .findFirst()
                    .map(one -> String.format(Locale.ROOT, "%,d", one.value()))
                    .orElse("not among the first");
            table.row(what + entry.key(), entry.value(), value);
        }
    }

    void arrivedMeanwhile(long written, long byPeople, long counted) {
        say("7  %,d edits arrived meanwhile, %,d of them by people; version 2 has counted %,d."
                .formatted(written, byPeople, counted));
    }

    void queries(AnswerJudge.Counts counts, double rate, List<String> examples) {
        say("8  %,d queries were answered, %.0f a second from the request of the replay until after the switch:"
                .formatted(counts.total(), rate));
        show(new Table("failed", "mixed versions", "out of order")
                .row(counts.failed(), counts.mixedVersions(), counts.epochInversions()));
        examples.forEach(example -> say("   %s".formatted(example)));
    }

    void verdict(boolean holds, String what) {
        say("   %s  %s".formatted(holds ? "✔" : "✘", what));
    }

    private void show(Table table) {
        table.lines().forEach(line -> say(" " + line));
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
