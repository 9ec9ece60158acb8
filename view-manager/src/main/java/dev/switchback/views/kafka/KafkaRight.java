package dev.switchback.views.kafka;

import java.util.List;

/**
 * Something that a client does in Kafka, and what an ACL has to allow for it.
 *
 * @param kind of the resource
 * @param resource its name; empty: Kafka's answer names it, or it is the cluster
 * @param operations as {@code kafka-acls --operation} takes them
 */
public record KafkaRight(Kind kind, String resource, List<String> operations) {
    /** Kinds of resources, with the option of {@code kafka-acls} that names one. */
    public enum Kind {
        TOPIC("topic", "--topic"),
        GROUP("consumer group", "--group"),
        TRANSACTIONAL_ID("transactional id", "--transactional-id"),
        CLUSTER("cluster", "--cluster");

        private final String word;
        private final String option;

        Kind(String word, String option) {
            this.word = word;
            this.option = option;
        }

        String word() {
            return word;
        }

        String option() {
            return option;
        }
    }

    public KafkaRight {
        operations = List.copyOf(operations);
    }

    public static KafkaRight topic(String name, String... operations) {
        return new KafkaRight(Kind.TOPIC, name, List.of(operations));
    }

    public static KafkaRight group(String name, String... operations) {
        return new KafkaRight(Kind.GROUP, name, List.of(operations));
    }

    public static KafkaRight transactionalId(String name, String... operations) {
        return new KafkaRight(Kind.TRANSACTIONAL_ID, name, List.of(operations));
    }

    public static KafkaRight cluster(String... operations) {
        return new KafkaRight(Kind.CLUSTER, "", List.of(operations));
    }

    KafkaRight named(String name) {
        return new KafkaRight(kind, name, operations);
    }
}
