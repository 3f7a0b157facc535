/**
 * What both kinds of workers run: jobs are taken from a Kafka share group, claimed in the database,
 * handed to the worker's {@link dev.trm.jobs.worker.JobSink} and kept by a heartbeat. Start at
 * {@link dev.trm.jobs.worker.WorkerIntakes}.
 *
 * <p>Stopping has an order: {@code stopTaking()}, let the work end or release it, {@code close()}.
 */
@NullMarked
package dev.trm.jobs.worker;

import org.jspecify.annotations.NullMarked;
