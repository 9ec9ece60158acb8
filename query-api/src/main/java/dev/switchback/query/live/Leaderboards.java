package dev.switchback.query.live;

import dev.switchback.query.live.TopRead.Beginning;
import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.query.versions.PlannedVersion;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.ViewPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The largest groups over one or several windows, by their exact values. Leaderboards are sorted by doubles and per window: their
 * beginnings are read, with the exact states of the groups found there, deeper and deeper, until no group that was not seen can be among
 * the first (ADR 090). Each shard is read at one moment. Thread-safe.
 */
final class Leaderboards {
    /** Entries and states that are read at once, all shards together; Redis does nothing else meanwhile. */
    private static final long MOST_READ = 2_000_000;

    private static final int GROWTH = 2;
    private static final int SHALLOWEST = 32;

    private final ShardReader reader;
    private final long mostRead;

    Leaderboards(ShardReader reader) {
        this(reader, MOST_READ);
    }

    /** @param mostRead how many entries and states are read at once */
    Leaderboards(ShardReader reader, long mostRead) {
        this.reader = reader;
        this.mostRead = mostRead;
    }

    /**
     * The first {@code n} groups.
     *
     * @throws ProblemException {@link ProblemCode#TOO_MANY_GROUPS} where more had to be read than one request may
     */
    List<Ranked> top(PlannedVersion version, ViewPlan.Aggregate view, Measure measure, List<String> windows, int n) {
        if (windows.isEmpty()) {
            return List.of();
        }
        TopRead read = new TopRead(view, measure, windows, n);
        List<LiveKeys> shards = WindowReader.shards(version);
        TreeMap<Integer, Beginning> beginnings = new TreeMap<>();
        List<Integer> open = new ArrayList<>();
        for (int shard = 0; shard < shards.size(); shard++) {
            open.add(shard);
        }
        int depth = windows.size() == 1 ? n : Math.max(SHALLOWEST, Math.ceilDiv(n, shards.size()));
        List<Ranked> best = List.of();
        while (!open.isEmpty()) {
            List<Integer> asked = List.copyOf(open);
            List<Beginning> replies = read(read, shards, asked, depth);
            if (replies.stream().anyMatch(reply -> !reply.complete())) {
                throw tooMany(measure, windows.size());
            }
            for (int i = 0; i < asked.size(); i++) {
                beginnings.put(asked.get(i), replies.get(i));
            }
            best = beginnings.values().stream()
                    .flatMap(beginning -> beginning.groups().stream())
                    .sorted(Ranked.ORDER)
                    .limit(n)
                    .toList();
            List<Ranked> first = best;
            open.removeIf(shard -> isSettled(Objects.requireNonNull(beginnings.get(shard)), first, n));
            depth *= GROWTH;
        }
        return best;
    }

    private List<Beginning> read(TopRead read, List<LiveKeys> shards, List<Integer> asked, int depth) {
        List<ShardReader.Call> calls = new ArrayList<>();
        for (int shard : asked) {
            LiveKeys keys = shards.get(shard);
            calls.add(new ShardReader.Call(keys, read.arguments(keys, depth, mostRead / asked.size())));
        }
        return reader.run(TopRead.SCRIPT, calls).stream().map(read::beginning).toList();
    }

    private static boolean isSettled(Beginning beginning, List<Ranked> first, int n) {
        UnseenBound unseen = beginning.unseen();
        return unseen == null || (first.size() == n && unseen.isBehind(first.getLast()));
    }

    private ProblemException tooMany(Measure measure, int windows) {
        return new ProblemException(
                ProblemCode.TOO_MANY_GROUPS,
                "too many groups are close to each other by " + measure.name() + " over these " + windows
                        + " windows: more than " + mostRead
                        + " values would have to be read; ask for fewer windows, or a smaller n");
    }
}
