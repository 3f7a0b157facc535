package dev.trm.benchmarks.fleet;

/**
 * Where services find broker and database.
 *
 * @param jdbcUrl of the database, for the user {@code postgres} without a password
 */
public record Addresses(String jdbcUrl, String bootstrapServers) {}
