/**
 * Uploaded training puzzles of kinds with rules, each with its solution. Start with {@link
 * dev.trm.puzzles.solved.SolvedPuzzle}; an upload becomes the lines of a {@link
 * dev.trm.puzzles.solved.SolvedPuzzleSet}.
 */
@NullMarked
package dev.trm.puzzles.solved;

import org.jspecify.annotations.NullMarked;
