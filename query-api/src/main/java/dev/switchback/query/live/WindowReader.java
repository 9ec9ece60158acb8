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
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

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
        List<Long> starts = IntStream.range(0, replies.size())
                .boxed()
                .flatMap(i -> replies.get(i).texts(places.get(i)).stream())
                .flatMap(name -> name == null ? Stream.empty() : Stream.of(Long.valueOf(name)))
                .distinct()
                .filter(start -> visible(start, view.window().get(), live, time))
                .sorted(Comparator.reverseOrder())
                .limit(choice.most())
                .toList();
        if (choice.apart().isPresent() && !starts.isEmpty()) {
            // A window without events is missing from the store, and adds nothing.
            long apart = choice.apart().get().toMillis();
            starts = LongStream.iterate(starts.getFirst(), start -> start - apart)
                    .limit(choice.most())
                    .filter(start -> visible(start, view.window().get(), live, time))
                    .boxed()
                    .toList();
        }
        return new VisibleWindows(
                starts.stream().map(start -> Long.toString(start)).toList(), time.watermark());
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
        return IntStream.range(0, version.liveShards())
                .mapToObj(shard -> new LiveKeys(version.id(), shard))
                .toList();
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
