package dev.trm.jobs.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * The faults a directory asks for. Files are the orders: {@code POINT.PROCESS.armed} holds the
 * first thread of a process of that kind that comes to the point; the file is then called {@code
 * POINT.PROCESS.PID.hit}, and the thread goes on when it is gone.
 */
public final class InjectedFaults {
  /** System property: where orders are looked for. Without it there are no faults. */
  public static final String DIRECTORY = "trm.faults.directory";

  /** System property: the kind of this process, as orders name it. */
  public static final String PROCESS = "trm.faults.process";

  static final @Nullable InjectedFaults CONFIGURED = configured();

  /** What a process ends with that its native code has broken: SIGABRT. */
  private static final int ABORTED = 134;

  private static final long LOOK_MILLIS = 10;
  private static final String POISON = "poison-";
  private static final String DISK_FULL = "checkpoint-disk-full";

  private final Path directory;
  private final String process;

  InjectedFaults(Path directory, String process) {
    this.directory = directory;
    this.process = process;
  }

  /** The order to hold a process of this kind at a point. */
  public static Path armed(Path directory, FaultPoint point, String process) {
    return directory.resolve(point + "." + process + ".armed");
  }

  /** What the order is called once a process is held. */
  public static Path hit(Path directory, FaultPoint point, String process, long pid) {
    return directory.resolve(point + "." + process + "." + pid + ".hit");
  }

  /** The order to end every process that computes a cycle with this grid. */
  public static Path poison(Path directory, String grid) {
    return directory.resolve(POISON + grid);
  }

  /** The order to refuse checkpoints for want of space. */
  public static Path diskFull(Path directory) {
    return directory.resolve(DISK_FULL);
  }

  /** Ends the process at once if the grid is poison. */
  public static void computing(String grid) {
    InjectedFaults faults = CONFIGURED;
    if (faults != null && faults.poisonous(grid)) {
      Runtime.getRuntime().halt(ABORTED);
    }
  }

  /**
   * Says that a checkpoint is being written.
   *
   * @throws IOException if its disk is to be full
   */
  public static void writingCheckpoint() throws IOException {
    InjectedFaults faults = CONFIGURED;
    if (faults != null) {
      faults.refuseWhenFull();
    }
  }

  boolean poisonous(String grid) {
    return Files.exists(poison(directory, grid));
  }

  void refuseWhenFull() throws IOException {
    if (Files.exists(diskFull(directory))) {
      throw new IOException("No space left on device");
    }
  }

  void reached(FaultPoint point) {
    Path armed = armed(directory, point, process);
    if (!Files.exists(armed)) {
      return;
    }
    Path hit = hit(directory, point, process, ProcessHandle.current().pid());
    try {
      Files.move(armed, hit, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return; // another process was here first, or the order was taken back
    } catch (IOException e) {
      throw new UncheckedIOException("fault point " + point + " in " + directory, e);
    }
    hold(hit);
  }

  private static void hold(Path hit) {
    try {
      while (Files.exists(hit)) {
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static @Nullable InjectedFaults configured() {
    String directory = System.getProperty(DIRECTORY);
    return directory == null
        ? null
        : new InjectedFaults(Path.of(directory), System.getProperty(PROCESS, "process"));
  }
}
