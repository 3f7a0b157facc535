/**
 * Tasks of the ARC-AGI competition: {@link dev.trm.puzzles.arc.ArcTasks} reads them, {@link
 * dev.trm.puzzles.arc.ArcExamples} trains on them, {@link dev.trm.puzzles.arc.ArcVote} makes one
 * answer of many, {@link dev.trm.puzzles.arc.ArcSubmission} is what the competition takes and
 * {@link dev.trm.puzzles.arc.ArcScore} how it judges.
 */
@NullMarked
package dev.trm.puzzles.arc;

import org.jspecify.annotations.NullMarked;
