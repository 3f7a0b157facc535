/**
 * {@code trm bench resume}: kills trainings at random steps, lets another worker resume them, and
 * compares the results bit by bit with those of an uninterrupted training. Also measures the cost
 * of checkpoints. Start with {@link dev.trm.benchmarks.resume.ResumeRun}.
 */
@NullMarked
package dev.trm.benchmarks.resume;

import org.jspecify.annotations.NullMarked;
