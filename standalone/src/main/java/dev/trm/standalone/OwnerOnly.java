package dev.trm.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Directories that nobody but their owner may enter: the key and the data are in them. */
final class OwnerOnly {
  private OwnerOnly() {}

  /** Makes a directory, parents included; one that is there already keeps its permissions. */
  static Path directory(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return path;
    }
    Path parent = path.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    return Files.createDirectories(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }
}
