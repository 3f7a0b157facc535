/**
 * {@code trm bench resume}: trainings killed at random steps and gone on with by another worker,
 * compared bit by bit with one that ran through; and what checkpoints cost. Start reading at {@link
 * dev.trm.benchmarks.resume.ResumeRun}.
 */
@NullMarked
package dev.trm.benchmarks.resume;

import org.jspecify.annotations.NullMarked;
