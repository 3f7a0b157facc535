/**
 * Gateway, solver and trainer in one JVM, with an embedded Kafka broker and PostgreSQL server:
 * everything that is needed to try trm on one machine.
 *
 * <p>All data are in one directory, which only one instance can use at a time. Start with {@link
 * dev.trm.standalone.StandaloneMain}.
 */
@NullMarked
package dev.trm.standalone;

import org.jspecify.annotations.NullMarked;
