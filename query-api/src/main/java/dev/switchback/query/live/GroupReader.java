package dev.switchback.query.live;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.query.versions.PlannedVersion;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.plan.ViewPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads groups of the live store: named ones, or all that pass a filter. Thread-safe. */
final class GroupReader {
    /** Fields and keys that one scan looks through; Redis does nothing else meanwhile. */
    private static final long MOST_SCANNED = 500_000;

    private final ShardReader reader;

    GroupReader(ShardReader reader) {
        this.reader = reader;
    }

    /** A group in a window, as the keys have both. */
    record Address(String window, String group) {}

    /** The groups at the addresses that exist, in their order; all in one round trip, each shard's at one moment. */
    List<LiveGroup> read(PlannedVersion version, ViewPlan.Aggregate view, List<Address> addresses) {
        List<ShardRead> reads = shardReads(version);
        GroupLookup lookup = new GroupLookup(view);
        List<Integer> shards = new ArrayList<>();
        List<GroupLookup.Places> places = new ArrayList<>();
        for (Address address : addresses) {
            int shard = LiveKeys.shardOf(address.group(), version.liveShards());
            shards.add(shard);
            places.add(lookup.add(reads.get(shard), address.window(), address.group()));
        }
        List<Replies> replies = reader.read(reads);
        List<LiveGroup> groups = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            List<@Nullable Object> states = lookup.states(replies.get(shards.get(i)), places.get(i));
            if (states != null) {
                groups.add(new LiveGroup(places.get(i).window(), places.get(i).group(), states));
            }
        }
        return groups;
    }

    /**
     * Finds groups by looking through whole windows.
     *
     * @param passes judges a group's text
     * @throws ProblemException {@link ProblemCode#TOO_MANY_GROUPS}
     */
    List<Address> find(
            PlannedVersion version, ViewPlan.Aggregate view, List<String> windows, Predicate<String> passes) {
        requireFew(version, view, windows);
        List<ShardRead> reads = shardReads(version);
        for (ShardRead read : reads) {
            for (String window : windows) {
                read.add("HKEYS", read.keys().groups(view.name(), window));
                read.add("SMEMBERS", read.keys().distinctKeys(view.name(), window));
            }
        }
        List<Replies> replies = reader.read(reads);
        List<Address> found = new ArrayList<>();
        for (int w = 0; w < windows.size(); w++) {
            for (int shard = 0; shard < reads.size(); shard++) {
                LiveKeys keys = reads.get(shard).keys();
                Set<String> groups = new LinkedHashSet<>();
                for (String field : present(replies.get(shard).texts(2 * w))) {
                    groups.add(field.substring(field.indexOf('|') + 1));
                }
                groups.addAll(distinctGroups(
                        view, keys, windows.get(w), present(replies.get(shard).texts(2 * w + 1))));
                for (String group : groups) {
                    if (passes.test(group)) {
                        found.add(new Address(windows.get(w), group));
                    }
                }
            }
        }
        return found;
    }

    /** Groups of which nothing is kept but states with keys of their own are named by those keys only. */
    private static Set<String> distinctGroups(
            ViewPlan.Aggregate view, LiveKeys keys, String window, List<String> names) {
        Set<String> groups = new HashSet<>();
        for (int state = 0; state < view.states().size(); state++) {
            if (GroupLookup.hasOwnKey(view.states().get(state))) {
                String prefix = keys.distinct(view.name(), window, state, "");
                names.stream()
                        .filter(name -> name.startsWith(prefix))
                        .forEach(name -> groups.add(name.substring(prefix.length())));
            }
        }
        return groups;
    }

    private void requireFew(PlannedVersion version, ViewPlan.Aggregate view, List<String> windows) {
        List<ShardRead> reads = shardReads(version);
        for (ShardRead read : reads) {
            for (String window : windows) {
                read.add("HLEN", read.keys().groups(view.name(), window));
                read.add("SCARD", read.keys().distinctKeys(view.name(), window));
            }
        }
        long size = 0;
        for (Replies replies : reader.read(reads)) {
            for (int place = 0; place < 2 * windows.size(); place++) {
                size += replies.integer(place);
            }
        }
        if (size > MOST_SCANNED) {
            throw new ProblemException(
                    ProblemCode.TOO_MANY_GROUPS,
                    "these windows of " + view.name() + " hold " + size + " values, more than the " + MOST_SCANNED
                            + " that one request looks through; give a value for every dimension, fewer windows, or ask for /top");
        }
    }

    private static List<String> present(List<@Nullable String> texts) {
        List<String> present = new ArrayList<>();
        for (String text : texts) {
            if (text != null) {
                present.add(text);
            }
        }
        return present;
    }

    private static List<ShardRead> shardReads(PlannedVersion version) {
        return WindowReader.shards(version).stream().map(ShardRead::new).toList();
    }
}
