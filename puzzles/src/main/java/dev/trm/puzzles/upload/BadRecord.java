package dev.trm.puzzles.upload;

/**
 * A rejected record.
 *
 * @param line where it begins, counted from 1
 * @param pointer JSON pointer within the record, empty for the whole record
 * @param reason for people, naming field and value
 */
public record BadRecord(int line, String pointer, String reason) {}
