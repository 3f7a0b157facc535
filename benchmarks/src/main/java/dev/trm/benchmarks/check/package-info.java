/**
 * Checks whether a run lost or duplicated a job, or left one stuck: {@link
 * dev.trm.benchmarks.check.HistoryChecker} compares the answers to clients with the database after
 * the run. It shares no code with the services, so that one bug cannot hide another.
 */
@NullMarked
package dev.trm.benchmarks.check;

import org.jspecify.annotations.NullMarked;
