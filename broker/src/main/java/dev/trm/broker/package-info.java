/**
 * The Kafka broker that standalone runs as a child process.
 *
 * <p>It is a separate module because Kafka's server must not be on the class path of the services,
 * which need only its client. Start with {@link dev.trm.broker.SingleNodeBroker}.
 */
@NullMarked
package dev.trm.broker;

import org.jspecify.annotations.NullMarked;
