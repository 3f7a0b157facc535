package dev.trm.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** Reads the version that the build wrote into this module. */
final class VersionOfBuild implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(VersionOfBuild.class.getResourceAsStream("version.txt"))) {
      return new String[] {"trm " + new String(in.readAllBytes(), StandardCharsets.UTF_8).strip()};
    }
  }
}
