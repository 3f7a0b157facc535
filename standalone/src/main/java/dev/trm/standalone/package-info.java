/** The three services in one JVM, with the broker and the database beside them. */
@NullMarked
package dev.trm.standalone;

import org.jspecify.annotations.NullMarked;
