package dev.trm.standalone;

import dev.trm.embedded.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The exclusive lock of this process on its data directory.
 *
 * <p>A lock on the file {@value #FILE} decides: the operating system releases it when the process
 * ends, however it ends. The file's content is for {@code ./trm status} and {@code ./trm down},
 * which run without Java: {@code pid=}, {@code started=} (the start in clock ticks since boot, as
 * in {@code /proc/PID/stat}, to detect a reused pid) and {@code port=}.
 */
final class Instance implements AutoCloseable {
  private static final String FILE = "instance";

  private final FileChannel channel;

  private Instance(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks a data directory; if it is missing, creates it with access for its owner only.
   *
   * @throws StartException if a running instance holds the lock; names that instance
   */
  static Instance claim(StandaloneSettings settings) throws IOException, StartException {
    Path home = OwnerOnly.directory(settings.home());
    Path file = home.resolve(FILE);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean held = false;
    try {
      if (!lock(channel)) {
        throw new StartException(
            "the data directory "
                + home
                + " is in use by a running instance ("
                + Files.readString(file).strip().replaceAll("\\s+", ", ")
                + "); end it with ./trm down, or set TRM_HOME to another directory");
      }
      write(channel, settings.port());
      held = true;
      return new Instance(channel);
    } finally {
      if (!held) {
        channel.close();
      }
    }
  }

  /**
   * Releases the lock. The file stays, because another process may have it open and wait for the
   * lock.
   */
  @Override
  public void close() throws IOException {
    try (channel) {
      channel.truncate(0);
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // this process holds the lock
    }
  }

  private static void write(FileChannel channel, int port) throws IOException {
    long pid = ProcessHandle.current().pid();
    String text = "pid=" + pid + "\nstarted=" + startedTicks() + "\nport=" + port + "\n";
    channel.truncate(0);
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Field 22 of the process's line; field 2, the name, may contain blanks and brackets. */
  private static String startedTicks() throws IOException {
    String line = Files.readString(Path.of("/proc/self/stat"));
    return line.substring(line.lastIndexOf(')') + 2).split(" ")[19];
  }
}
