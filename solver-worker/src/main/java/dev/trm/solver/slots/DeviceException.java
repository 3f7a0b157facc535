package dev.trm.solver.slots;

import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import java.util.List;
import java.util.Locale;

/** The device or its library failed. */
public final class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Messages of the library's allocators, in lower case. */
  private static final List<String> NO_MEMORY =
      List.of("out of memory", "can't allocate memory", "cannot allocate memory");

  private final Failure failure;

  /**
   * @param doing the failed action, "running a cycle"
   */
  public DeviceException(String doing, Throwable cause) {
    super(doing + " failed: " + cause.getMessage(), cause);
    this.failure = failure(doing, cause);
  }

  /** The failure as recorded for the jobs concerned. */
  public Failure failure() {
    return failure;
  }

  private static Failure failure(String doing, Throwable cause) {
    String said = String.valueOf(cause.getMessage());
    String lower = said.toLowerCase(Locale.ROOT);
    boolean memory =
        cause instanceof OutOfMemoryError || NO_MEMORY.stream().anyMatch(lower::contains);
    // Native errors have a stack trace in further lines; the worker's log contains it.
    String line = said.lines().findFirst().orElse(cause.getClass().getSimpleName());
    return memory
        ? new Failure(FailureCode.OUT_OF_MEMORY, "the device has no memory left for " + doing)
        : new Failure(FailureCode.DEVICE_FAILED, doing + " failed on the device: " + line);
  }
}
