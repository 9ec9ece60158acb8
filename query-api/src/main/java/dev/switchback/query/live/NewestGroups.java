package dev.switchback.query.live;

import dev.switchback.query.versions.PlannedVersion;
import dev.switchback.views.live.GroupCodec;
import dev.switchback.views.live.LiveKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads groups that are named in the newest windows, the windows and the groups in one round trip: each shard gives the groups in its own newest
 * windows, which those of all shards together are among (ADR 146). Thread-safe.
 */
final class NewestGroups {
    private static final RedisScript SCRIPT = RedisScript.resource("newest.lua");
    /** Stands for the window's name in keys; no name of a pipeline or view has it, so that the first one in a key is the window's. */
    private static final String WINDOW = "*";

    /** Times, silent partitions and horizon, in the script's order. */
    private static final LiveTime.Places TIME = new LiveTime.Places(0, 1, 2);

    private static final int WINDOWS = 3;
    private static final int FIRST_WINDOW = 4;

    private final ShardReader reader;

    NewestGroups(ShardReader reader) {
        this.reader = reader;
    }

    /** @param groups newest window first, then by the groups' values; those that exist */
    record Found(VisibleWindows windows, List<LiveGroup> groups) {}

    /**
     * Reads a view that is no view of sessions.
     *
     * @param most windows
     * @param groups as the keys have them
     */
    Found read(PlannedVersion version, KeptView kept, int most, List<String> groups) {
        GroupLookup lookup = new GroupLookup(kept.view());
        List<LiveKeys> shards = WindowReader.shards(version);
        List<ShardRead> perWindow = new ArrayList<>();
        shards.forEach(keys -> perWindow.add(new ShardRead(keys)));
        List<Asked> asked = new ArrayList<>();
        for (String group : sorted(kept, groups)) {
            int shard = LiveKeys.shardOf(group, shards.size());
            asked.add(new Asked(group, shard, lookup.add(perWindow.get(shard), WINDOW, group)));
        }
        List<ShardReader.Call> calls = new ArrayList<>();
        perWindow.forEach(read -> calls.add(call(kept, most, read)));
        List<Replies> replies = new ArrayList<>();
        for (List<@Nullable Object> values : reader.run(SCRIPT, calls)) {
            replies.add(new Replies(values));
        }
        VisibleWindows visible = windows(version, kept, most, replies);
        return new Found(visible, found(visible, lookup, asked, replies));
    }

    /** @param places of its replies among those of one window */
    private record Asked(String group, int shard, GroupLookup.Places places) {}

    private static List<String> sorted(KeptView kept, List<String> groups) {
        if (groups.size() < 2) {
            return groups;
        }
        GroupCodec codec = GroupCodec.of(kept.view());
        Map<String, List<@Nullable Object>> values = new HashMap<>();
        groups.forEach(group -> values.put(group, Arrays.asList(codec.decode(group))));
        return groups.stream()
                .sorted(Comparator.comparing(values::get, GroupOrder.OF_VALUES))
                .toList();
    }

    /** The keys of the time; the key of the windows, how many (0: the one for all time), its name; then the commands of a window, their keys cut in two. */
    private static ShardReader.Call call(KeptView kept, int most, ShardRead perWindow) {
        LiveKeys keys = perWindow.keys();
        List<String> arguments = new ArrayList<>(List.of(
                keys.times(),
                keys.idle(),
                keys.horizon(),
                keys.windows(kept.view().name()),
                Integer.toString(kept.view().window().isPresent() ? most : 0),
                LiveKeys.ALL_TIME));
        List<String> commands = Arrays.asList(perWindow.arguments());
        for (int at = 0; at < commands.size(); ) {
            int end = at + 1 + Integer.parseInt(commands.get(at));
            String key = commands.get(at + 2);
            int window = key.indexOf(WINDOW);
            arguments.addAll(commands.subList(at, at + 2));
            arguments.add(key.substring(0, window));
            arguments.add(key.substring(window + WINDOW.length()));
            arguments.addAll(commands.subList(at + 3, end));
            at = end;
        }
        return new ShardReader.Call(keys, arguments);
    }

    private static VisibleWindows windows(PlannedVersion version, KeptView kept, int most, List<Replies> replies) {
        List<LiveTime.Places> places = Collections.nCopies(replies.size(), TIME);
        LiveTime time = LiveTime.of(places, replies, version.plan().source().outOfOrderness());
        if (kept.view().window().isEmpty()) {
            return new VisibleWindows(List.of(LiveKeys.ALL_TIME), time.watermark());
        }
        List<List<@Nullable String>> windows = new ArrayList<>();
        replies.forEach(shard -> windows.add(shard.texts(WINDOWS)));
        return new VisibleWindows(WindowReader.visible(kept, time, windows, most), time.watermark());
    }

    private static List<LiveGroup> found(
            VisibleWindows visible, GroupLookup lookup, List<Asked> asked, List<Replies> replies) {
        List<Map<String, Replies>> byWindow = new ArrayList<>();
        replies.forEach(shard -> byWindow.add(byWindow(shard)));
        List<LiveGroup> found = new ArrayList<>();
        for (String window : visible.names()) {
            for (Asked group : asked) {
                Replies there = byWindow.get(group.shard()).get(window);
                List<@Nullable Object> states = there == null ? null : lookup.states(there, group.places());
                if (states != null) {
                    found.add(new LiveGroup(window, group.group(), states));
                }
            }
        }
        return found;
    }

    private static Map<String, Replies> byWindow(Replies shard) {
        Map<String, Replies> byWindow = new HashMap<>();
        List<@Nullable String> names = shard.texts(WINDOWS);
        for (int i = 0; i < names.size(); i++) {
            byWindow.put(String.valueOf(names.get(i)), shard.nested(FIRST_WINDOW + i));
        }
        return byWindow;
    }
}
