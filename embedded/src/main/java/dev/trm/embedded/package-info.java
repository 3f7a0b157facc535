/**
 * The parts the services need, run beside them on one machine: a PostgreSQL and a Kafka broker.
 *
 * <p>Both keep their data in a directory, listen on loopback only, ask for a password, write
 * durably, and end a predecessor that outlived a hard kill before they start. Start reading at
 * {@link dev.trm.embedded.EmbeddedBroker} and {@link dev.trm.embedded.EmbeddedDatabase}; {@link
 * dev.trm.embedded.SupervisedPart} starts them again.
 */
@NullMarked
package dev.trm.embedded;

import org.jspecify.annotations.NullMarked;
