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
 * The hold of this process on its data directory.
 *
 * <p>A lock on the file {@value #FILE} decides: the system gives it back when its holder ends,
 * however it ends. What the file says is for {@code ./trm status} and {@code ./trm down}, which run
 * without Java: {@code pid=}, {@code started=} (the start in clock ticks since boot, as in {@code
 * /proc/PID/stat}, so that another program given the same pid is told apart) and {@code port=}.
 */
final class Instance implements AutoCloseable {
  private static final String FILE = "instance";

  private final FileChannel channel;

  private Instance(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes hold of a data directory; makes it, for its owner only, if it is missing.
   *
   * @throws StartException if a live instance has it, naming that one
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

  /** Gives the directory back. The file stays: another process may wait with it open already. */
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
      return false; // held by this very process
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

  /** Field 22 of the process' line; the second one, the name, may hold blanks and brackets. */
  private static String startedTicks() throws IOException {
    String line = Files.readString(Path.of("/proc/self/stat"));
    return line.substring(line.lastIndexOf(')') + 2).split(" ")[19];
  }
}
