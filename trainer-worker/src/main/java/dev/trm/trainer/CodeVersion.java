package dev.trm.trainer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The version of the code that made a checkpoint.
 *
 * @param version of the program
 * @param commit of its repository; {@code unknown} if it was built without one
 * @param changed whether the working tree differed from that commit at the build
 */
record CodeVersion(String version, String commit, boolean changed) {
  private static final String UNKNOWN = "unknown";

  /** Read from the file that the build generated. */
  static final CodeVersion OF_THIS_BUILD = read();

  private static CodeVersion read() {
    Properties noted = new Properties();
    try (InputStream in = CodeVersion.class.getResourceAsStream("code.properties")) {
      if (in != null) {
        noted.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("code.properties cannot be read from the class path", e);
    }
    return new CodeVersion(
        noted.getProperty("git.build.version", UNKNOWN),
        noted.getProperty("git.commit.id.full", UNKNOWN),
        Boolean.parseBoolean(noted.getProperty("git.dirty")));
  }
}
