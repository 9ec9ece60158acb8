package dev.switchback.processor.app;

import dev.switchback.processor.live.LiveScript;
import dev.switchback.processor.session.SessionTransactions;
import dev.switchback.views.clickhouse.ClickHouseServers;
import dev.switchback.views.planning.VersionPlanner.RunnablePlan;
import dev.switchback.views.redis.RedisServers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;

/** The Kafka Streams applications and the clients that its threads use. Thread-safe. */
final class RunningStreams implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<KafkaStreams> halves;
    private final Optional<SessionTransactions> sessions;
    private final LiveScript script;
    private final RedisServers redis;
    private final ClickHouseServers clickHouse;
    private final RunnablePlan plan;

    /** @param halves the one that reads the source first, then, with views of sessions, the one that keeps them */
    RunningStreams(
            List<KafkaStreams> halves,
            Optional<SessionTransactions> sessions,
            LiveScript script,
            RedisServers redis,
            ClickHouseServers clickHouse,
            RunnablePlan plan) {
        this.halves = List.copyOf(halves);
        this.sessions = sessions;
        this.script = script;
        this.redis = redis;
        this.clickHouse = clickHouse;
        this.plan = plan;
    }

    void start() {
        halves.forEach(half -> half.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.NOT_RUNNING || now == KafkaStreams.State.ERROR) {
                // One half is of no use without the other. Not from this thread, which belongs to the half.
                Thread.ofPlatform().daemon().name("stop halves").start(this::stop);
            }
        }));
        halves.forEach(KafkaStreams::start);
    }

    private void stop() {
        for (KafkaStreams half : halves) {
            half.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                    .withTimeout(PATIENCE));
        }
    }

    /** Leaves the group at once, so that another instance takes over without waiting for a session to run out. */
    @Override
    public void close() {
        stop();
        sessions.ifPresent(SessionTransactions::close);
        script.close();
        redis.close();
        clickHouse.close();
        plan.close();
    }
}
