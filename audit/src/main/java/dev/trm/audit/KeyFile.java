package dev.trm.audit;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Supplier;

/** A file that holds a secret: made once, whole or not at all, for nobody but its owner. */
public final class KeyFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private KeyFile() {}

  /**
   * Makes the file with mode 600, its directory included, unless it is there. Of several processes
   * that do so at once, one's text is in the file afterwards.
   *
   * @param text of the file; asked for only where there is none
   * @return whether it is this call's text that is in the file
   */
  public static boolean makeIfMissing(Path file, Supplier<String> text) throws IOException {
    if (Files.exists(file)) {
      return false;
    }
    Path directory = Files.createDirectories(file.toAbsolutePath().normalize().getParent());
    Path beside =
        Files.createTempFile(
            directory, "key", ".part", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try {
      DurableFiles.write(beside, text.get(), StandardOpenOption.WRITE);
      Files.createLink(file, beside);
      DurableFiles.forceDirectoryOf(file);
      return true;
    } catch (FileAlreadyExistsException another) {
      return false;
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /** Whether nobody but its owner may read or write it. */
  public static boolean ownerOnly(Path file) throws IOException {
    return Files.getPosixFilePermissions(file).equals(OWNER_ONLY);
  }

  /**
   * @throws IOException if others than its owner may read or write it
   */
  public static void requireOwnerOnly(Path file) throws IOException {
    if (!ownerOnly(file)) {
      throw new IOException(
          file + " can be read or written by others than its owner; its mode must be 600");
    }
  }
}
