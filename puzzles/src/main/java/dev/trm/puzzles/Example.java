package dev.trm.puzzles;

/** A question and its answer as tokens, each (sequenceLength). */
@SuppressWarnings("ArrayRecordComponent") // a carrier of two arrays, never compared
public record Example(int[] question, int[] answer) {}
