package dev.switchback.query.live;

import dev.switchback.views.ledger.PartitionTime;
import dev.switchback.views.ledger.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What all shards of a version together know of event time. A crash may fall between two shards, so that one stands further back than
 * another: of each partition counts what the shard says that knows least.
 *
 * @param watermark all shards are complete up to it; empty while no partition has seen an event, and while a shard has nothing of a
 *     partition that another shard has
 * @param horizon watermark by which windows are hidden: some shard may have evicted what left the retention at it, since the shards are
 *     written one after the other; empty where no shard has one
 */
record LiveTime(Optional<Instant> watermark, OptionalLong horizon) {

    /** Where a shard's replies stand. */
    record Places(int times, int idle, int horizon) {}

    /** Asks one shard, in the same step as everything else that is read there. */
    static Places ask(ShardRead read) {
        return new Places(
                read.add("HGETALL", read.keys().times()),
                read.add("SMEMBERS", read.keys().idle()),
                read.add("GET", read.keys().horizon()));
    }

    static LiveTime of(List<Places> places, List<Replies> replies, Duration outOfOrderness) {
        List<Map<String, String>> times = new ArrayList<>();
        List<Set<String>> idle = new ArrayList<>();
        OptionalLong horizon = OptionalLong.empty();
        Set<String> partitions = new HashSet<>();
        for (int shard = 0; shard < places.size(); shard++) {
            Replies answers = replies.get(shard);
            times.add(answers.pairs(places.get(shard).times()));
            partitions.addAll(times.getLast().keySet());
            Set<String> silent = new HashSet<>();
            answers.texts(places.get(shard).idle()).forEach(partition -> silent.add(Objects.toString(partition)));
            idle.add(silent);
            String reached = answers.text(places.get(shard).horizon());
            horizon = reached == null ? horizon : larger(horizon, Long.parseLong(reached));
            Optional<Instant> own = Watermark.ofPartitions(partitions(times.getLast(), silent), outOfOrderness);
            horizon = own.isEmpty() ? horizon : larger(horizon, own.get().toEpochMilli());
            if (places.size() == 1) {
                return new LiveTime(own, horizon);
            }
        }
        List<PartitionTime> known = new ArrayList<>();
        for (String partition : partitions) {
            if (!times.stream().allMatch(shard -> shard.containsKey(partition))) {
                return new LiveTime(Optional.empty(), horizon);
            }
            long newest = times.stream()
                    .mapToLong(shard -> Long.parseLong(Objects.requireNonNull(shard.get(partition))))
                    .min()
                    .orElseThrow();
            known.add(new PartitionTime(
                    OptionalLong.of(newest), idle.stream().allMatch(shard -> shard.contains(partition))));
        }
        return new LiveTime(Watermark.ofPartitions(known, outOfOrderness), horizon);
    }

    private static List<PartitionTime> partitions(Map<String, String> times, Set<String> silent) {
        return times.entrySet().stream()
                .map(time -> new PartitionTime(
                        OptionalLong.of(Long.parseLong(time.getValue())), silent.contains(time.getKey())))
                .toList();
    }

    private static OptionalLong larger(OptionalLong known, long other) {
        return OptionalLong.of(Math.max(known.orElse(other), other));
    }
}
