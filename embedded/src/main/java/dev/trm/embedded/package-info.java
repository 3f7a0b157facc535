/**
 * The servers that the services need, run as child processes on one machine: PostgreSQL and a Kafka
 * broker.
 *
 * <p>Both store their data in a directory, listen on loopback only, require a password, write
 * durably, and before a start stop a stale predecessor that survived a hard kill of its parent.
 * Start with {@link dev.trm.embedded.EmbeddedBroker} and {@link dev.trm.embedded.EmbeddedDatabase};
 * {@link dev.trm.embedded.SupervisedPart} restarts them.
 */
@NullMarked
package dev.trm.embedded;

import org.jspecify.annotations.NullMarked;
