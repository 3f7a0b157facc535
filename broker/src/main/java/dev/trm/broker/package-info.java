/**
 * The Kafka broker that standalone runs as a child process.
 *
 * <p>It is a module of its own because Kafka's server must not be on the class path of the
 * services: they get along with its client alone. Start reading at {@link
 * dev.trm.broker.SingleNodeBroker}.
 */
@NullMarked
package dev.trm.broker;

import org.jspecify.annotations.NullMarked;
