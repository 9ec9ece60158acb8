package dev.switchback.processor.live;

import dev.switchback.processor.guard.AskedStore;
import dev.switchback.processor.guard.FaultPoint;
import dev.switchback.processor.guard.FaultPoints;
import dev.switchback.processor.guard.StoreRetry;
import dev.switchback.processor.guard.VersionFailedException;
import dev.switchback.views.StoreException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.plan.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies live batches of one version, shard by shard. Waits out an outage of the store. Thread-safe. */
public final class LiveFlush {
    private static final Logger LOG = LoggerFactory.getLogger(LiveFlush.class);
    /** Place of a range's beginning among a batch's arguments. */
    static final int FROM = 1;

    private final VersionId version;
    private final PipelinePlan plan;
    private final List<LiveLayout> layouts;
    private final LiveMarks marks;
    private final LiveRebuild rebuild;
    private final LiveLimits limits;
    private final StoreRetry retry;
    private final FaultPoints faults;

    /**
     * @param shards of the version, 1 or more
     * @param rebuild knows the log's ends, and follows losses of the store
     */
    public LiveFlush(
            VersionId version,
            PipelinePlan plan,
            int shards,
            LiveMarks marks,
            LiveRebuild rebuild,
            LiveLimits limits,
            StoreRetry retry,
            FaultPoints faults) {
        this.version = version;
        this.plan = plan;
        this.layouts = IntStream.range(0, shards)
                .mapToObj(shard -> new LiveLayout(version, shard, plan))
                .toList();
        this.marks = marks;
        this.rebuild = rebuild;
        this.limits = limits;
        this.retry = retry;
        this.faults = faults;
    }

    /**
     * Opens a partition where its marks stand; a shard without a mark begins at {@code start}.
     *
     * @param committed where the history store stands: a shard without a mark, although that is beyond {@code start}, has lost its data
     */
    public LiveSink open(int partition, long start, long committed) {
        List<LiveMark> found = new ArrayList<>();
        for (int shard = 0; shard < layouts.size(); shard++) {
            found.add(look(partition, shard, start, committed, true));
        }
        List<LiveView> views = new ArrayList<>();
        for (int i = 0; i < plan.views().size(); i++) {
            if (plan.views().get(i) instanceof ViewPlan.Aggregate view && LiveLayout.isKept(view)) {
                views.add(new LiveView(i, view, layouts.size(), firstWindow(view)));
            }
        }
        return new LiveSink(partition, this, limits, List.copyOf(views), start, found);
    }

    /** See {@link LiveMarks#look}. */
    LiveMark look(int partition, int shard, long start, long reached, boolean lagging) {
        return retry.call(AskedStore.REDIS, () -> marks.look(version, shard, partition, start, reached, lagging));
    }

    /** The store lost a part of a partition: its views leave out the windows that are gone when it has been written again. */
    void lost(int partition, long mark, long until, List<LiveView> views) {
        rebuild.begin(partition, mark, until);
        faults.reached(FaultPoint.AFTER_LOSS_NOTICED, partition);
        views.forEach(view -> view.beginAt(firstWindow(view.plan())));
    }

    void rebuilt(int partition, long mark, long until) {
        rebuild.tell(partition, mark, until);
    }

    /** Start of the first window that is still visible at the watermark that the log's tails promise. */
    private long firstWindow(ViewPlan.Aggregate view) {
        OptionalLong newest = rebuild.tails().newestOfAll();
        if (view.window().isEmpty() || newest.isEmpty()) {
            return Long.MIN_VALUE;
        }
        long horizon = newest.getAsLong()
                - plan.source().outOfOrderness().toMillis()
                - view.live().orElseThrow().retention().toMillis();
        return switch (view.window().get()) {
            case Window.Aligned aligned -> horizon - aligned.size().toMillis() + 1;
            case Window.Session _ -> throw LiveLayout.noSessions(view);
        };
    }

    /**
     * Applies a shard's part of a batch.
     *
     * @return the mark as it was found: at the range's beginning if the batch was applied
     */
    LiveMark apply(int partition, int shard, LiveRange range, List<LiveView> views) {
        faults.reached(shard == 0 ? FaultPoint.BEFORE_LIVE_FLUSH : FaultPoint.BETWEEN_LIVE_SHARDS, partition);
        List<String> arguments = new ArrayList<>();
        arguments.add(String.valueOf(partition));
        arguments.add(String.valueOf(range.from()));
        arguments.add(String.valueOf(range.end()));
        arguments.add(String.valueOf(range.start()));
        arguments.add(String.valueOf(range.reached()));
        arguments.add(range.newest().isPresent() ? String.valueOf(range.newest().getAsLong()) : "");
        arguments.add(range.active() ? "1" : "");
        arguments.add(String.valueOf(plan.source().outOfOrderness().toMillis()));
        Map<Integer, LiveTails.Tail> tails = rebuild.tails().byPartition();
        arguments.add(String.valueOf(tails.size()));
        tails.forEach((awaited, tail) -> {
            arguments.add(String.valueOf(awaited));
            arguments.add(String.valueOf(tail.end()));
        });
        arguments.addAll(layouts.get(shard).arguments());
        for (int i = 0; i < views.size(); i++) {
            LiveArguments.append(arguments, i + 1, views.get(i), shard);
        }
        String[] all = arguments.toArray(String[]::new);
        try {
            return retry.call(AskedStore.REDIS, () -> marks.apply(version, shard, range.start(), all));
        } catch (StoreException e) {
            throw new VersionFailedException("The live store refused a batch of " + version + ": " + e.getMessage(), e);
        }
    }

    /** One try; false where the shard's mark is not {@code mark}, and where the store cannot be reached. */
    boolean markIdle(int partition, int shard, long mark, boolean idle) {
        try {
            return marks.markIdle(version, shard, partition, mark, idle);
        } catch (StoreUnavailableException e) {
            LOG.debug("the live store was not told that a partition is idle: {}", e.getMessage());
            return false;
        }
    }

    void done(int partition) {
        faults.reached(FaultPoint.AFTER_LIVE_FLUSH, partition);
    }
}
