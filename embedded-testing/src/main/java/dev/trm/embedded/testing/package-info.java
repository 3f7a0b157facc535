/**
 * A real broker and a real database for tests: one of each per JVM, started at first use. Plain
 * tests use {@link dev.trm.embedded.testing.TestParts}; a Quarkus test has
 * {@code @QuarkusTestResource} with {@link dev.trm.embedded.testing.TestPartsResource}.
 */
@NullMarked
package dev.trm.embedded.testing;

import org.jspecify.annotations.NullMarked;
