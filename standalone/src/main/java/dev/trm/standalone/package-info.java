/**
 * Gateway, solver and trainer in one JVM, with a Kafka broker and a PostgreSQL of their own beside
 * it: everything a person needs to try trm on one machine.
 *
 * <p>All data are in one directory, which one instance holds at a time. Start reading at {@link
 * dev.trm.standalone.StandaloneMain}.
 */
@NullMarked
package dev.trm.standalone;

import org.jspecify.annotations.NullMarked;
