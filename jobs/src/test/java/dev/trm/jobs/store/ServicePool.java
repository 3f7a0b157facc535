package dev.trm.jobs.store;

import dev.trm.embedded.testing.TestParts;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/** A pool on the tests' database as the services have one, with their connection properties. */
public final class ServicePool {
  private static final String DEFAULTS = "/META-INF/microprofile-config.properties";
  private static final String PROPERTY = "quarkus.datasource.jdbc.additional-jdbc-properties.";

  private ServicePool() {}

  /** Seconds that a connection waits for an answer in {@link #through}. */
  private static final String SHORT_SILENCE = "2";

  /**
   * A pool that reaches the database through a local port. Where the services' connections have a
   * limit of silence, these have a shorter one.
   */
  public static AgroalDataSource through(int port) throws IOException, SQLException {
    Map<String, String> properties = properties();
    properties.replace("socketTimeout", SHORT_SILENCE);
    return open(port, properties);
  }

  /** The same with other or more properties. */
  static AgroalDataSource through(int port, Map<String, String> more)
      throws IOException, SQLException {
    Map<String, String> properties = properties();
    properties.putAll(more);
    return open(port, properties);
  }

  /** What the services give every connection. */
  private static Map<String, String> properties() throws IOException {
    Properties defaults = new Properties();
    try (InputStream in =
        Objects.requireNonNull(ServicePool.class.getResourceAsStream(DEFAULTS), DEFAULTS)) {
      defaults.load(in);
    }
    Map<String, String> properties = new HashMap<>();
    defaults.forEach(
        (key, value) -> {
          if (key.toString().startsWith(PROPERTY)) {
            properties.put(key.toString().substring(PROPERTY.length()), value.toString());
          }
        });
    return properties;
  }

  private static AgroalDataSource open(int port, Map<String, String> properties)
      throws SQLException {
    String url = TestParts.jdbcUrl().replaceFirst("//[^/]+/", "//127.0.0.1:" + port + "/");
    return AgroalDataSource.from(
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                pool ->
                    pool.maxSize(8)
                        .acquisitionTimeout(Duration.ofSeconds(5))
                        .exceptionSorter(new PostgreSQLExceptionSorter())
                        .connectionFactoryConfiguration(
                            factory -> {
                              factory.jdbcUrl(url);
                              properties.forEach(factory::jdbcProperty);
                              return factory;
                            })));
  }
}
