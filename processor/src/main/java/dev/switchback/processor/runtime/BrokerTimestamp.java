package dev.switchback.processor.runtime;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The broker's timestamp, at least 0. Kafka Streams drops or refuses records with a negative one; here every record counts, and the event
 * time is in its value.
 */
public final class BrokerTimestamp implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> message, long partitionTime) {
        return Math.max(0, message.timestamp());
    }
}
