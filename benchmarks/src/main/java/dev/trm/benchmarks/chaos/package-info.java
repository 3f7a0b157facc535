/**
 * {@code ./trm bench chaos}: the services under load while a seeded schedule kills, stops and cuts
 * what it can, and whether anything was lost, doubled or left hanging. Start reading at {@link
 * dev.trm.benchmarks.chaos.ChaosRun}, then {@link dev.trm.benchmarks.chaos.Fault}.
 */
@NullMarked
package dev.trm.benchmarks.chaos;

import org.jspecify.annotations.NullMarked;
