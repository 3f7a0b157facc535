/**
 * {@code ./trm bench chaos}: runs the services under load while a seeded schedule kills, stops and
 * disconnects parts, and checks that no job was lost, duplicated or left stuck. Start with {@link
 * dev.trm.benchmarks.chaos.ChaosRun}, then {@link dev.trm.benchmarks.chaos.Fault}.
 */
@NullMarked
package dev.trm.benchmarks.chaos;

import org.jspecify.annotations.NullMarked;
