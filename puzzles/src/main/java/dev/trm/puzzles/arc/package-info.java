/**
 * Tasks of the ARC-AGI competition: {@link dev.trm.puzzles.arc.ArcTasks} reads them, {@link
 * dev.trm.puzzles.arc.ArcExamples} provides training examples, {@link dev.trm.puzzles.arc.ArcVote}
 * combines many answers by majority vote, {@link dev.trm.puzzles.arc.ArcSubmission} is the
 * competition's file format and {@link dev.trm.puzzles.arc.ArcScore} its score.
 */
@NullMarked
package dev.trm.puzzles.arc;

import org.jspecify.annotations.NullMarked;
