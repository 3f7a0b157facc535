/**
 * Measures the throughput of durable jobs through the whole pipeline, from the submission over REST
 * to the row with the result, compared with other job queues on the same PostgreSQL server. Start
 * with {@link dev.trm.benchmarks.pipeline.PipelineRun}.
 */
@NullMarked
package dev.trm.benchmarks.pipeline;

import org.jspecify.annotations.NullMarked;
