package dev.trm.benchmarks.fleet;

import java.util.Map;

/**
 * The addresses of broker and database for services.
 *
 * @param jdbcUrl of the database, for the user {@code postgres}
 * @param databasePassword of that user
 * @param kafka the settings of all Kafka clients
 */
public record Addresses(String jdbcUrl, String databasePassword, Map<String, String> kafka) {
  public Addresses {
    kafka = Map.copyOf(kafka);
  }
}
