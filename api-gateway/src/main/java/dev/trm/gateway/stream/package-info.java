/**
 * Answers that are as long as there is data. They hold neither a thread nor a database connection
 * while a client does not read, and in memory one page at most.
 */
@NullMarked
package dev.trm.gateway.stream;

import org.jspecify.annotations.NullMarked;
