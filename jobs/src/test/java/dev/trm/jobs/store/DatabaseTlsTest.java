package dev.trm.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trm.embedded.testing.TestParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code sslmode} in the database's address does, with the driver that services use. */
class DatabaseTlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path directory;
  private static Path trusted;
  private static Path other;

  @BeforeAll
  static void turnOn() throws Exception {
    KeyStore server = selfSigned("server");
    trusted = pem("trusted.crt", "CERTIFICATE", server.getCertificate("tls").getEncoded());
    other = pem("other.crt", "CERTIFICATE", selfSigned("other").getCertificate("tls").getEncoded());
    Path data = Path.of(ask(TestParts.jdbcUrl(), "SHOW data_directory"));
    install(data, "test.crt", trusted);
    install(
        data, "test.key", pem("key", "PRIVATE KEY", server.getKey("tls", PASSWORD).getEncoded()));
    settings("SET ssl_cert_file = 'test.crt'", "SET ssl_key_file = 'test.key'", "SET ssl = on");
    await().until(() -> ask(TestParts.jdbcUrl(), "SHOW ssl").equals("on"));
  }

  @AfterAll
  static void turnOff() throws SQLException {
    settings("RESET ssl", "RESET ssl_cert_file", "RESET ssl_key_file");
    await().until(() -> ask(TestParts.jdbcUrl(), "SHOW ssl").equals("off"));
  }

  @Test
  void verifyFullSpeaksTlsWithTheServerOfTheTrustedCertificateOnly() throws Exception {
    assertThat(encrypted("verify-full&sslrootcert=" + trusted)).isTrue();

    assertThatThrownBy(() -> encrypted("verify-full&sslrootcert=" + other))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("SSL error");
  }

  /** The certificate is for localhost, and not for its address. */
  @Test
  void verifyFullChecksTheName() {
    String address = TestParts.jdbcUrl().replace("localhost", "127.0.0.1");
    assertThatThrownBy(() -> encrypted(address, "verify-full&sslrootcert=" + trusted))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("127.0.0.1");
  }

  @Test
  void requireEncryptsWithoutKnowingTheServerAndDisableDoesNot() throws Exception {
    assertThat(encrypted("require")).isTrue();
    assertThat(encrypted("disable")).isFalse();
  }

  private static boolean encrypted(String mode) throws SQLException {
    return encrypted(TestParts.jdbcUrl(), mode);
  }

  private static boolean encrypted(String url, String mode) throws SQLException {
    String separator = url.contains("?") ? "&" : "?";
    return ask(
            url + separator + "sslmode=" + mode,
            "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        .equals("t");
  }

  private static String ask(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void settings(String... changes) throws SQLException {
    try (Connection connection = DriverManager.getConnection(TestParts.jdbcUrl());
        Statement statement = connection.createStatement()) {
      for (String change : changes) {
        statement.execute("ALTER SYSTEM " + change);
      }
      statement.execute("SELECT pg_reload_conf()");
    }
  }

  private static KeyStore selfSigned(String name) throws Exception {
    Path file = directory.resolve(name + ".p12");
    int end =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "tls",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start()
            .waitFor();
    assertThat(end).isZero();
    return KeyStore.getInstance(file.toFile(), PASSWORD);
  }

  private static Path pem(String name, String what, byte[] bytes) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        directory.resolve(name),
        "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
  }

  /** The server reads a key only if nobody else can, and may run as another user. */
  private static void install(Path data, String name, Path file) throws IOException {
    Path there = data.resolve(name);
    Files.deleteIfExists(there);
    Files.copy(file, there);
    Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rw-------"));
    Files.setOwner(there, Files.getOwner(data));
  }
}
