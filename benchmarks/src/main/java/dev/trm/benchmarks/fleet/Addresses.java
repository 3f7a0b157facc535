package dev.trm.benchmarks.fleet;

/**
 * Where services find broker and database.
 *
 * @param jdbcUrl of the database, for the user {@code postgres}
 * @param databasePassword of that user
 */
public record Addresses(String jdbcUrl, String databasePassword, String bootstrapServers) {}
