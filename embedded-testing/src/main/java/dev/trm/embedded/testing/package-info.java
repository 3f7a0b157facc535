/**
 * A real broker and a real database for tests: one of each per JVM, started at first use. Plain
 * tests ask {@link dev.trm.embedded.testing.TestParts}; a Quarkus test names {@link
 * dev.trm.embedded.testing.TestPartsResource} in {@code @QuarkusTestResource}.
 */
@NullMarked
package dev.trm.embedded.testing;

import org.jspecify.annotations.NullMarked;
