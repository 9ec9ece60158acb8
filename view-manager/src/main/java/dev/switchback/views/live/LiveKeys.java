package dev.switchback.views.live;

import dev.switchback.views.VersionId;

/**
 * Names of the live store's keys for one version and shard. All keys of a shard carry one hash tag, so that one script may touch them in
 * Redis Cluster. A group lives in exactly one shard ({@link #shardOf}), so leaderboards merge exactly.
 *
 * <table>
 * <caption>Keys; W is a window's start in epoch milliseconds, or {@code all} for a view without window</caption>
 * <tr><th>key</th><th>type</th><th>content</th></tr>
 * <tr><td>{@link #marks()}</td><td>hash</td><td>partition → offset of the next record to apply</td></tr>
 * <tr><td>{@link #rebuild()}</td><td>hash</td><td>while data that this store lost is written again: partition → mark to be reached before answers are whole</td></tr>
 * <tr><td>{@link #never()}</td><td></td><td>none, ever: it keeps scripts from a slot that a cluster is moving</td></tr>
 * <tr><td>{@link #times()}</td><td>hash</td><td>partition → largest event time applied, epoch milliseconds</td></tr>
 * <tr><td>{@link #idle()}</td><td>set</td><td>partitions that were read to their end and have fallen silent</td></tr>
 * <tr><td>{@link #horizon()}</td><td>string</td><td>largest watermark at which windows were evicted; those it put out of the retention stay
 * gone, even where the watermark falls because an idle partition has come back</td></tr>
 * <tr><td>{@link #windows}</td><td>sorted set</td><td>the view's windows: member and score are W</td></tr>
 * <tr><td>{@link #groups}</td><td>hash</td><td>per (view, W): {@code <state number>|<group>} → value, for every state but those with keys of their own</td></tr>
 * <tr><td>{@link #distinct}</td><td>set or HyperLogLog, hash for quantiles</td><td>per (view, W, state, group): the different values, as text; bucket → count</td></tr>
 * <tr><td>{@link #distinctKeys}</td><td>set</td><td>per (view, W): names of its {@link #distinct} keys, for eviction</td></tr>
 * <tr><td>{@link #ranking}</td><td>sorted set</td><td>per (view, W, measure in {@code top}): group → <em>negated</em> value, so that ascending order is
 * largest first and ties come in the group's order</td></tr>
 * <tr><td>{@link #sessionMarks()}</td><td>hash</td><td>partition of the topic of sessions whose sessions are all here → position of the flush that said so;
 * {@code n} → how many partitions there are</td></tr>
 * <tr><td>{@link #sessionFences()}</td><td>hash</td><td>the same partition → largest position that a flush had</td></tr>
 * <tr><td>{@link #sessionHorizon()}</td><td>string</td><td>largest watermark at which sessions were evicted</td></tr>
 * <tr><td>{@link #sessionEnds}</td><td>sorted set</td><td>per (view, the same partition): {@code <start>|<group>} by the session's end</td></tr>
 * <tr><td>{@link #sessions}</td><td>hash</td><td>per (view, group): start → {@link LiveSession}</td></tr>
 * </table>
 *
 * <p>A group is the JSON array of its dimensions' values in the plan's order (see {@link GroupCodec}).
 */
public record LiveKeys(VersionId version, int shard) {
    /** In place of a state's number: the field of a group of which no state has a value. */
    public static final String PRESENT = "e";

    /** W of a view without window. */
    public static final String ALL_TIME = "all";

    private String prefix() {
        return "sb:{" + version.pipeline() + ".v" + version.number() + "." + shard + "}:";
    }

    /** Whether a key is one of {@link #distinct}'s or {@link #sessions}', of which there are many. */
    public static boolean isOfOneGroup(String key) {
        int name = key.indexOf("}:") + 2;
        return key.startsWith("d:", name) || key.startsWith("s:", name);
    }

    /** A pattern that matches every key of every shard of a version, for SCAN. */
    public static String pattern(VersionId version) {
        return "sb:{" + version.pipeline() + ".v" + version.number() + ".*";
    }

    public String marks() {
        return prefix() + "marks";
    }

    /** A key that never exists. Every script names it, so that none begins while its slot is being moved (ADR 165). */
    public String never() {
        return prefix() + "never";
    }

    public String rebuild() {
        return prefix() + "rebuild";
    }

    public String times() {
        return prefix() + "times";
    }

    public String idle() {
        return prefix() + "idle";
    }

    public String horizon() {
        return prefix() + "horizon";
    }

    public String windows(String view) {
        return prefix() + "w:" + view;
    }

    public String groups(String view, String window) {
        return prefix() + "h:" + view + ":" + window;
    }

    public String distinct(String view, String window, int state, String group) {
        return prefix() + "d:" + view + ":" + window + ":" + state + ":" + group;
    }

    public String distinctKeys(String view, String window) {
        return prefix() + "k:" + view + ":" + window;
    }

    public String ranking(String view, String window, String measure) {
        return prefix() + "z:" + view + ":" + window + ":" + measure;
    }

    public String sessionMarks() {
        return prefix() + "session-marks";
    }

    public String sessionFences() {
        return prefix() + "session-fences";
    }

    public String sessionHorizon() {
        return prefix() + "session-horizon";
    }

    public String sessionEnds(String view, int partition) {
        return prefix() + "e:" + view + ":" + partition;
    }

    public String sessions(String view, String group) {
        return prefix() + "s:" + view + ":" + group;
    }

    /** The shard of a group, in {@code [0, shards)}; FNV-1a over the group's UTF-16 code units, so that it is the same on every machine. */
    public static int shardOf(String group, int shards) {
        int hash = 0x811c9dc5;
        for (int i = 0; i < group.length(); i++) {
            hash = (hash ^ group.charAt(i)) * 0x01000193;
        }
        return Math.floorMod(hash, shards);
    }
}
