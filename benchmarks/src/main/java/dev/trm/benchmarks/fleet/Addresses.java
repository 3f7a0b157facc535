package dev.trm.benchmarks.fleet;

import java.util.Map;

/**
 * Where services find broker and database.
 *
 * @param jdbcUrl of the database, for the user {@code postgres}
 * @param databasePassword of that user
 * @param kafka the settings of every Kafka client, as Kafka names them
 */
public record Addresses(String jdbcUrl, String databasePassword, Map<String, String> kafka) {
  public Addresses {
    kafka = Map.copyOf(kafka);
  }
}
