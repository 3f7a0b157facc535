/**
 * How many durable jobs a second go through the whole pipeline, from the submission over REST to
 * the row with the result, beside other job queues on the same PostgreSQL server. Start reading at
 * {@link dev.trm.benchmarks.pipeline.PipelineRun}.
 */
@NullMarked
package dev.trm.benchmarks.pipeline;

import org.jspecify.annotations.NullMarked;
