package dev.trm.model.train;

/**
 * One question with its answer.
 *
 * @param question tokens (S)
 * @param answer tokens (S); −100 where the loss ignores the cell
 * @param puzzleId its row of the puzzle embedding
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of two arrays, never compared
public record TrainingExample(int[] question, int[] answer, int puzzleId) {}
