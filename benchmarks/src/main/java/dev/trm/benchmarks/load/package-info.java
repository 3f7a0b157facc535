/**
 * Clients that use the services as people's programs do and write down what they asked and what
 * they were told. Start reading at {@link dev.trm.benchmarks.load.Load}, then {@link
 * dev.trm.benchmarks.load.Client}.
 */
@NullMarked
package dev.trm.benchmarks.load;

import org.jspecify.annotations.NullMarked;
