package dev.trm.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes and renames files so that they survive a crash of the machine. A file's content and its
 * name are on the disk only once the file and its directory have been forced.
 */
public final class DurableFiles {
  private DurableFiles() {}

  /**
   * Gives a file its final name; content and name are on the disk when this returns. A file of that
   * name is replaced.
   */
  public static void move(Path from, Path to) throws IOException {
    try (FileChannel channel = FileChannel.open(from, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    forceDirectoryOf(to);
  }

  /** Writes a text; its content is on the disk when this returns, a new file's name is not yet. */
  public static void write(Path file, String text, OpenOption... options) throws IOException {
    try (FileChannel channel = FileChannel.open(file, options)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /** Has the names of all files beside this one on the disk. */
  public static void forceDirectoryOf(Path file) throws IOException {
    try (FileChannel directory =
        FileChannel.open(file.toAbsolutePath().normalize().getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }
}
