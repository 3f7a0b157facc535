/**
 * The job contract shared by the gateway and the workers: what can be asked for ({@link
 * dev.trm.jobs.SolveSpec}, {@link dev.trm.jobs.TrainSpec}), what a job is and which moves its state
 * may make ({@link dev.trm.jobs.JobState}).
 *
 * <p>PostgreSQL is the truth and Kafka only hands out work: start reading at {@link
 * dev.trm.jobs.store.JobStore}, then {@code relay} (database to Kafka) and {@code worker} (Kafka to
 * a claim).
 */
@NullMarked
package dev.trm.jobs;

import org.jspecify.annotations.NullMarked;
