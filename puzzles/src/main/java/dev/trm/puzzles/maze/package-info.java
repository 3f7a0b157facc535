/**
 * Mazes of 3×3 to 30×30: find a shortest path from start to goal. {@link
 * dev.trm.puzzles.maze.MazePuzzle} is a submitted maze, {@link dev.trm.puzzles.maze.MazeGenerator}
 * generates new ones and {@link dev.trm.puzzles.maze.MazeSet} sets of them. The search only labels
 * and checks: it never answers a job.
 */
@NullMarked
package dev.trm.puzzles.maze;

import org.jspecify.annotations.NullMarked;
