package dev.switchback.processor.live;

import dev.switchback.processor.aggregate.ViewDelta;
import dev.switchback.processor.aggregate.ViewEvent;
import dev.switchback.views.live.GroupCodec;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.plan.ViewPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The deltas of one live view over one range, with the text and the shard of each group. Not thread-safe. */
final class LiveView {
    /** Position in the plan. */
    private final int position;

    private final ViewDelta delta;
    private final GroupCodec codec;
    private final int shards;
    /** Windows that start before it are gone before the version catches up. */
    private long firstWindow;

    private final List<String> texts = new ArrayList<>();
    private int[] shardOfGroup = new int[64];

    LiveView(int position, ViewPlan.Aggregate view, int shards, long firstWindow) {
        this.position = position;
        this.delta = new ViewDelta(view);
        this.codec = GroupCodec.of(view);
        this.shards = shards;
        this.firstWindow = firstWindow;
    }

    /** Leaves out the windows before {@code window}; never fewer than before. */
    void beginAt(long window) {
        firstWindow = Math.max(firstWindow, window);
    }

    ViewPlan.Aggregate plan() {
        return delta.view();
    }

    int position() {
        return position;
    }

    ViewDelta delta() {
        return delta;
    }

    String text(int group) {
        return texts.get(group);
    }

    int shard(int group) {
        return shardOfGroup[group];
    }

    boolean hasRoom(ViewEvent event) {
        return !event.kept() || delta.hasRoom(event.output());
    }

    /** @param from per shard the offset from which on it takes events */
    void add(ViewEvent event, long offset, long[] from) {
        if (!event.kept()) {
            return;
        }
        for (int i = 0; i < event.windows(); i++) {
            long window = event.window(i);
            if (window >= firstWindow || window == ViewDelta.NO_WINDOW) {
                add(delta.group(event, i), event, offset, from);
            }
        }
    }

    private void add(int group, ViewEvent event, long offset, long[] from) {
        if (group == texts.size()) {
            String text = codec.encode(event.output());
            texts.add(text);
            if (group == shardOfGroup.length) {
                shardOfGroup = Arrays.copyOf(shardOfGroup, group * 2);
            }
            shardOfGroup[group] = LiveKeys.shardOf(text, shards);
        }
        if (offset >= from[shardOfGroup[group]]) {
            delta.add(group, event.output());
        }
    }

    void clear() {
        delta.clear();
        texts.clear();
    }
}
