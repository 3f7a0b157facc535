package dev.trm.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Creates directories and files that only their owner may enter or read. */
public final class OwnerOnly {
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private OwnerOnly() {}

  /** Creates a directory and its parents; an existing directory keeps its permissions. */
  public static Path directory(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return path;
    }
    Path parent = path.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    return Files.createDirectories(path, PosixFilePermissions.asFileAttribute(DIRECTORY));
  }

  /**
   * Like {@link #directory}, but rejects a directory that another user owns or may write to.
   *
   * @throws IOException naming the directory and the remedy
   */
  static Path trustedDirectory(Path path) throws IOException {
    Path made = directory(path);
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(made);
    boolean written =
        permissions.contains(PosixFilePermission.GROUP_WRITE)
            || permissions.contains(PosixFilePermission.OTHERS_WRITE);
    if (written || !Files.getOwner(made).equals(Files.getOwner(Path.of("/proc/self")))) {
      throw new IOException(
          "directory "
              + made
              + " (owner "
              + Files.getOwner(made).getName()
              + ", "
              + PosixFilePermissions.toString(permissions)
              + ") can be written by another user, and programs are run from it; remove it");
    }
    return made;
  }

  /** Writes a file atomically: a reader finds the complete text or no file. */
  static void write(Path file, String text) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(unfinished);
    Files.createFile(unfinished, PosixFilePermissions.asFileAttribute(FILE));
    Files.writeString(unfinished, text);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
