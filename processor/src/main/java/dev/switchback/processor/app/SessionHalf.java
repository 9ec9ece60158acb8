package dev.switchback.processor.app;

import dev.switchback.processor.guard.RunStatus;
import dev.switchback.processor.history.HistoryInserts;
import dev.switchback.processor.history.HistoryTargets;
import dev.switchback.processor.history.SessionOutlet;
import dev.switchback.processor.live.SessionScript;
import dev.switchback.processor.session.SessionTasks;
import dev.switchback.processor.session.SessionTopic;
import dev.switchback.processor.session.SessionTopology;
import dev.switchback.processor.session.SessionTransactions;
import dev.switchback.views.engines.KafkaAddress;
import dev.switchback.views.kafka.KafkaRefusals;
import dev.switchback.views.kafka.KafkaRight;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.session.SessionNames;
import dev.switchback.views.session.SessionProgress;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;

/**
 * The half of a processor that keeps sessions, and what the other half needs of it.
 *
 * @param outlet closed with {@link #transactions}
 * @param transactions empty without views of sessions, as {@code streams} is
 */
record SessionHalf(SessionOutlet outlet, Optional<SessionTransactions> transactions, Optional<KafkaStreams> streams) {

    /**
     * The version's topic of sessions, made where it is missing; empty without views of sessions.
     *
     * @throws dev.switchback.views.StoreUnavailableException while PostgreSQL or Kafka does not answer
     */
    static Optional<SessionTopic> topic(ProcessorSettings settings, PipelinePlan plan, SessionProgress progress) {
        if (!plan.hasSessions()) {
            return Optional.empty();
        }
        SessionTopic topic = SessionTopic.ensure(
                settings.engines().kafkaAddress(),
                settings.version(),
                plan.source().topic());
        progress.begin(settings.version(), topic.partitions());
        return Optional.of(topic);
    }

    /** Makes everything, nothing started yet. */
    static SessionHalf of(
            Optional<SessionTopic> found,
            ProcessorSettings settings,
            ProcessorTuning tuning,
            HistoryTargets targets,
            int shards,
            HistoryInserts inserts,
            SessionScript script,
            SessionProgress progress,
            RunStatus status) {
        if (found.isEmpty()) {
            return new SessionHalf(SessionOutlet.NONE, Optional.empty(), Optional.empty());
        }
        KafkaAddress kafka = settings.engines().kafkaAddress();
        SessionTopic topic = found.get();
        SessionTransactions transactions =
                new SessionTransactions(settings.version(), kafka, topic.partitions(), tuning.faults());
        KafkaStreams streams = new KafkaStreams(
                SessionTopology.of(
                        SessionNames.topic(settings.version()),
                        new SessionTasks(targets, topic, shards, inserts, progress, script, status, tuning.faults()),
                        status,
                        tuning.history().age()),
                SessionStreamsSettings.of(settings, topic));
        KafkaRefusals refusals = new KafkaRefusals(kafka);
        String names = SessionNames.topic(settings.version());
        streams.setUncaughtExceptionHandler(new Failures(
                status,
                failure -> refusals.explain(
                        failure,
                        // Of the changelogs Kafka says the name; the topic between the halves is only read here.
                        KafkaRight.topic("", "Create", "Read", "Write"),
                        KafkaRight.topic(names, "Read"),
                        KafkaRight.group(names, "Read"),
                        KafkaRight.transactionalId(names, "Write"))));
        return new SessionHalf(transactions, Optional.of(transactions), Optional.of(streams));
    }
}
