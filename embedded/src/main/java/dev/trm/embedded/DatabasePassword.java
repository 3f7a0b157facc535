package dev.trm.embedded;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The random password of the server's only role, stored with the data in the file {@value #FILE}.
 *
 * <p>The library initialises a data directory with {@code trust} authentication for every local
 * user. Before the server first listens, {@link #require} replaces that, for new data and for data
 * of an earlier version: it sets the password while the server runs without a listener, then writes
 * the file. The existing file shows that this was done.
 */
final class DatabasePassword {
  static final String FILE = "password";

  private static final String ACCESS = "host all all 127.0.0.1/32 scram-sha-256\n";
  private static final int SECONDS = 60;

  private final Path data;
  private final Path programs;
  private final Path file;
  private final String value;

  DatabasePassword(Path data, Path programs) throws IOException {
    this.data = data;
    this.programs = programs;
    this.file = data.resolve(FILE);
    this.value = Files.exists(file) ? Files.readString(file).strip() : Secret.random();
  }

  String value() {
    return value;
  }

  /** Configures an initialised data directory to require the password; the server must not run. */
  void require() {
    try {
      if (!Files.exists(file)) {
        set();
        OwnerOnly.write(file, value + "\n");
      }
      OwnerOnly.write(data.resolve("pg_hba.conf"), ACCESS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the password was set", e);
    }
  }

  /**
   * Alters the role in PostgreSQL's single-user mode, which reads statements from standard input.
   */
  private void set() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (LinuxUtils.isUnshareAvailable()) {
      // PostgreSQL refuses to run as root.
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(PostgresPrograms.program(programs, "postgres").toString());
    command.addAll(List.of("--single", "-D", data.toString(), "postgres"));
    Path output = Files.createTempFile("trm-postgres", ".log");
    try {
      Process server =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        server
            .getOutputStream()
            .write(
                ("ALTER ROLE " + EmbeddedDatabase.USER + " PASSWORD '" + value + "';\n")
                    .getBytes(StandardCharsets.UTF_8));
        server.getOutputStream().close();
        boolean ended = server.waitFor(SECONDS, TimeUnit.SECONDS) && server.exitValue() == 0;
        String said = Files.readString(output);
        // A statement that fails does not change the exit code.
        if (!ended || said.contains("ERROR:")) {
          throw new IOException("the password of the embedded PostgreSQL was not set: " + said);
        }
      } finally {
        server.destroyForcibly();
      }
    } finally {
      Files.delete(output);
    }
  }
}
