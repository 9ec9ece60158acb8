package dev.switchback.processor.live;

import dev.switchback.processor.aggregate.EventReader;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * One partition's way into the live store. Every shard keeps a mark of its own, since a crash may fall between two shards' scripts; a
 * batch covers, per shard, the offsets from its mark to the newest record. Belongs to one thread.
 */
public final class LiveSink {
    /** How often an owner without work looks whether the store still has what it was given. */
    private static final long LOOK_NANOS = 1_000_000_000L;

    private final int partition;
    private final LiveFlush flush;
    /** The mark of a shard that has none. */
    private final long start;

    private final LiveLimits limits;
    private final List<LiveView> views;
    /** Per shard: the mark, as this owner knows it. */
    private final long[] from;
    /** Per shard: offset of the next record that the batch takes. */
    private final long[] next;

    /** Per shard: largest event time among the good events before {@code next}. */
    private final OptionalLong[] newest;

    /** Per shard: whether the batch holds an event, late ones included. */
    private final boolean[] active;

    /** Per shard: the largest mark that is known of; a mark before it means that the store lost data. */
    private final long[] reached;

    private boolean rebuilding;
    private long looked = System.nanoTime();
    private long batchStarted;

    LiveSink(
            int partition, LiveFlush flush, LiveLimits limits, List<LiveView> views, long start, List<LiveMark> marks) {
        this.partition = partition;
        this.flush = flush;
        this.limits = limits;
        this.views = views;
        this.start = start;
        this.from = marks.stream().mapToLong(LiveMark::offset).toArray();
        this.next = from.clone();
        this.active = new boolean[marks.size()];
        this.newest = marks.stream().map(LiveMark::newest).toArray(OptionalLong[]::new);
        this.reached = marks.stream()
                .mapToLong(mark -> Math.max(mark.offset(), mark.rebuildUntil()))
                .toArray();
        followRebuild(false);
    }

    /** Offset of the next record that any shard needs. */
    public long next() {
        long smallest = Long.MAX_VALUE;
        for (long each : next) {
            smallest = Math.min(smallest, each);
        }
        return smallest;
    }

    /** Largest event time among the good events below {@link #next()}; empty where there is none. */
    public OptionalLong newestBeforeNext() {
        int behind = 0;
        for (int shard = 1; shard < next.length; shard++) {
            behind = next[shard] < next[behind] ? shard : behind;
        }
        return newest[behind];
    }

    public boolean wants(long offset) {
        return offset >= next();
    }

    /** Offsets below {@code offset} hold nothing for the live store. */
    public void skipTo(long offset) {
        startClock();
        for (int shard = 0; shard < next.length; shard++) {
            next[shard] = Math.max(next[shard], offset);
        }
    }

    /** Whether the event fits the batch; if not, the batch has to be flushed first. */
    public boolean hasRoom(EventReader event) {
        for (int i = 0; i < views.size(); i++) {
            LiveView view = views.get(i);
            if (!view.hasRoom(event.views().get(view.position()))) {
                return false;
            }
        }
        return true;
    }

    /** Takes an event in every shard that does not have it yet. */
    public void add(EventReader event, long offset) {
        if (wants(offset)) {
            for (int i = 0; i < views.size(); i++) {
                LiveView view = views.get(i);
                view.add(event.views().get(view.position()), offset, next);
            }
            for (int shard = 0; shard < next.length; shard++) {
                if (offset >= next[shard]) {
                    newest[shard] = LiveMark.later(newest[shard], event.eventTime());
                    active[shard] = true;
                }
            }
        }
        skipTo(offset + 1);
    }

    /** Takes note of an event that came too late for the views. */
    public void passLate(long offset) {
        for (int shard = 0; shard < next.length; shard++) {
            active[shard] |= offset >= next[shard];
        }
        skipTo(offset + 1);
    }

    /** Whether nothing is collected. */
    public boolean isSettled() {
        return Arrays.equals(from, next);
    }

    /**
     * Tells every shard whether the partition is idle, once, without waiting for a store that is away.
     *
     * @return whether all took it; one does not whose mark stands elsewhere than thought
     */
    public boolean tellIdle(boolean idle) {
        boolean all = true;
        for (int shard = 0; shard < from.length; shard++) {
            all &= flush.markIdle(partition, shard, from[shard], idle);
        }
        return all;
    }

    private void startClock() {
        if (Arrays.equals(from, next)) {
            batchStarted = System.nanoTime();
        }
    }

    public boolean isFull() {
        int weight = 0;
        for (int i = 0; i < views.size(); i++) {
            weight += views.get(i).delta().weight();
        }
        return weight >= limits.weight();
    }

    /** Whether the batch has waited for its time; {@code behind}: the partition's head is far away. */
    public boolean isDue(boolean behind) {
        Duration age = behind ? limits.ageBehind() : limits.age();
        return !Arrays.equals(from, next) && System.nanoTime() - batchStarted >= age.toNanos();
    }

    /**
     * Applies the batch. Where a shard's mark stands elsewhere than thought, because another owner was faster or because Redis lost data,
     * the shard goes on from its mark, and {@link #next()} may fall.
     */
    public void flush() {
        boolean lost = false;
        for (int shard = 0; shard < next.length; shard++) {
            if (next[shard] > from[shard]) {
                LiveMark found = flush.apply(
                        partition,
                        shard,
                        new LiveRange(start, reached[shard], from[shard], next[shard], newest[shard], active[shard]),
                        views);
                lost |= found.offset() == from[shard] ? moved(shard, next[shard], newest[shard]) : moved(shard, found);
            }
        }
        flush.done(partition);
        views.forEach(LiveView::clear);
        Arrays.fill(active, false);
        looked = System.nanoTime();
        followRebuild(lost);
    }

    /** Once in a while, where nothing waits to be flushed: looks whether the store still has what it was given. */
    public void look() {
        if (!Arrays.equals(from, next) || System.nanoTime() - looked < LOOK_NANOS) {
            return;
        }
        boolean lost = false;
        for (int shard = 0; shard < next.length; shard++) {
            LiveMark found = flush.look(partition, shard, start, reached[shard], false);
            lost |= found.offset() != from[shard] && moved(shard, found);
        }
        looked = System.nanoTime();
        followRebuild(lost);
    }

    private boolean moved(int shard, LiveMark mark) {
        return moved(shard, mark.offset(), mark.newest());
    }

    /** Returns whether the mark is further back than it was. */
    private boolean moved(int shard, long mark, OptionalLong newestBefore) {
        boolean lost = mark < from[shard];
        from[shard] = mark;
        next[shard] = mark;
        newest[shard] = newestBefore;
        reached[shard] = Math.max(reached[shard], mark);
        return lost;
    }

    private void followRebuild(boolean lost) {
        long until = 0;
        for (long each : reached) {
            until = Math.max(until, each);
        }
        boolean whole = Arrays.equals(from, reached);
        if (lost) {
            flush.lost(partition, next(), until, views);
        } else if (rebuilding || !whole) {
            flush.rebuilt(partition, whole ? until : next(), until);
        }
        rebuilding = !whole;
    }
}
