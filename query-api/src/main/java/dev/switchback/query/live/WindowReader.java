package dev.switchback.query.live;

import dev.switchback.query.versions.PlannedVersion;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.manifest.ViewDefinition;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.plan.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Finds out which windows a live query reads. Thread-safe. */
final class WindowReader {
    private final ShardReader reader;

    WindowReader(ShardReader reader) {
        this.reader = reader;
    }

    VisibleWindows newest(
            PlannedVersion version, ViewPlan.Aggregate view, ViewDefinition.Live live, WindowChoice choice) {
        if (!choice.completeOnly()) {
            return newest(version, view, live, choice, "+inf");
        }
        // The watermark first, so that the windows hold what it promises.
        Optional<Instant> watermark =
                newest(version, view, live, choice, "+inf").watermark();
        if (watermark.isEmpty()) {
            return new VisibleWindows(List.of(), watermark);
        }
        long newestStart = switch (view.window().orElse(null)) {
            case Window.Aligned window -> watermark.get().minus(window.size()).toEpochMilli();
            case Window.Session _ -> throw new IllegalArgumentException("sessions are not in the live store");
            case null -> throw new IllegalArgumentException(view.name() + " has no windows");
        };
        List<String> names =
                newest(version, view, live, choice, Long.toString(newestStart)).names();
        return new VisibleWindows(names, watermark);
    }

    /** @param newestStart a score: windows that start after it are passed over */
    private VisibleWindows newest(
            PlannedVersion version,
            ViewPlan.Aggregate view,
            ViewDefinition.Live live,
            WindowChoice choice,
            String newestStart) {
        List<ShardRead> reads = shards(version).stream().map(ShardRead::new).toList();
        List<LiveTime.Places> times = reads.stream().map(LiveTime::ask).toList();
        boolean windowed = view.window().isPresent();
        List<Integer> places = new ArrayList<>();
        if (windowed) {
            for (ShardRead read : reads) {
                places.add(read.add(
                        "ZREVRANGEBYSCORE",
                        read.keys().windows(view.name()),
                        newestStart,
                        "-inf",
                        "LIMIT",
                        "0",
                        Integer.toString(choice.most())));
            }
        }
        List<Replies> replies = reader.read(reads);
        LiveTime time = LiveTime.of(times, replies, version.plan().source().outOfOrderness());
        if (!windowed) {
            return new VisibleWindows(List.of(LiveKeys.ALL_TIME), time.watermark());
        }
        List<String> names = visible(
                new KeptView(view, live),
                time,
                IntStream.range(0, replies.size())
                        .mapToObj(i -> replies.get(i).texts(places.get(i)))
                        .toList(),
                choice.most());
        if (choice.apart().isPresent() && !names.isEmpty()) {
            // A window without events is missing from the store, and adds nothing.
            long apart = choice.apart().get().toMillis();
            names = LongStream.iterate(Long.parseLong(names.getFirst()), start -> start - apart)
                    .limit(choice.most())
                    .filter(start -> visible(start, view.window().get(), live, time))
                    .mapToObj(Long::toString)
                    .toList();
        }
        return new VisibleWindows(names, time.watermark());
    }

    /** The newest windows that the retention still shows, newest first, from the newest ones of each shard. */
    static List<String> visible(KeptView kept, LiveTime time, List<List<@Nullable String>> shards, int most) {
        Window window = kept.view().window().orElseThrow();
        SortedSet<Long> starts = new TreeSet<>(Comparator.reverseOrder());
        for (List<@Nullable String> shard : shards) {
            for (String name : shard) {
                if (name != null && visible(Long.parseLong(name), window, kept.live(), time)) {
                    starts.add(Long.valueOf(name));
                }
            }
        }
        List<String> names = new ArrayList<>();
        for (long start : starts) {
            if (names.size() == most) {
                break;
            }
            names.add(Long.toString(start));
        }
        return names;
    }

    /** Whether no shard has dropped any of the windows by now. */
    boolean areKept(PlannedVersion version, ViewPlan.Aggregate view, ViewDefinition.Live live, List<String> windows) {
        if (view.window().isEmpty()) {
            return true;
        }
        List<ShardRead> reads = shards(version).stream().map(ShardRead::new).toList();
        List<LiveTime.Places> times = reads.stream().map(LiveTime::ask).toList();
        LiveTime time =
                LiveTime.of(times, reader.read(reads), version.plan().source().outOfOrderness());
        return windows.stream()
                .allMatch(
                        window -> visible(Long.parseLong(window), view.window().get(), live, time));
    }

    static List<LiveKeys> shards(PlannedVersion version) {
        List<LiveKeys> shards = new ArrayList<>();
        for (int shard = 0; shard < version.liveShards(); shard++) {
            shards.add(new LiveKeys(version.id(), shard));
        }
        return shards;
    }

    private static boolean visible(long start, Window window, ViewDefinition.Live live, LiveTime time) {
        long end = switch (window) {
            case Window.Aligned aligned -> start + aligned.size().toMillis();
            case Window.Session _ -> throw new IllegalArgumentException("sessions are not in the live store");
        };
        return time.horizon().isEmpty()
                || end > time.horizon().getAsLong() - live.retention().toMillis();
    }
}
