/**
 * The parts the services need, run beside them on one machine: a PostgreSQL and a Kafka broker.
 *
 * <p>Both keep their data in a directory, listen on loopback only, write durably, and end a
 * predecessor that outlived a hard kill before they start. Start reading at {@link
 * dev.trm.embedded.EmbeddedBroker} and {@link dev.trm.embedded.EmbeddedDatabase}.
 */
@NullMarked
package dev.trm.embedded;

import org.jspecify.annotations.NullMarked;
