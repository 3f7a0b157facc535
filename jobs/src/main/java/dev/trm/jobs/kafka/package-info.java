/**
 * Every Kafka client of a process: {@link dev.trm.jobs.kafka.KafkaClients} makes them from the
 * {@code kafka.*} configuration, {@link dev.trm.jobs.kafka.BrokerWatch} closes share consumers
 * while the broker is away and says when it is back.
 */
@NullMarked
package dev.trm.jobs.kafka;

import org.jspecify.annotations.NullMarked;
