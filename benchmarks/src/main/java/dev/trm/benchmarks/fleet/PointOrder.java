package dev.trm.benchmarks.fleet;

import dev.trm.jobs.faults.FaultPoint;
import dev.trm.jobs.faults.InjectedFaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An order to hold a process at a fault point, until it arrives there or the order is withdrawn.
 */
public final class PointOrder {
  private static final Duration LOOK = Duration.ofMillis(10);

  private final Fleet fleet;
  private final Part part;
  private final FaultPoint point;
  private final Path armed;

  private PointOrder(Fleet fleet, Part part, FaultPoint point, Path armed) {
    this.fleet = fleet;
    this.part = part;
    this.point = point;
    this.armed = armed;
  }

  /** Gives the order: the next process of this kind that reaches the point is held. */
  public static PointOrder give(Fleet fleet, Part part, FaultPoint point) throws IOException {
    Path armed = InjectedFaults.armed(fleet.faults(), point, part.wire());
    return new PointOrder(fleet, part, point, Files.createFile(armed));
  }

  /**
   * A process held at the point.
   *
   * @param order file to delete so that the process continues
   */
  public record Held(SupervisedService service, Path order) {}

  /** Waits until a process is held; withdraws the order if none arrives in time. */
  public Optional<Held> await(Duration patience) throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (Files.exists(armed)) {
      if (System.nanoTime() - end > 0 && Files.deleteIfExists(armed)) {
        return Optional.empty();
      }
      Thread.sleep(LOOK.toMillis());
    }
    return held();
  }

  private Optional<Held> held() throws IOException {
    List<SupervisedService> services = fleet.of(part);
    try (var orders = Files.newDirectoryStream(fleet.faults(), "*.hit")) {
      for (Path order : orders) {
        String name = order.getFileName().toString();
        for (SupervisedService service : services) {
          Optional<Long> pid = pid(name);
          if (pid.isPresent() && service.is(pid.get())) {
            return Optional.of(new Held(service, order));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Parses a file name POINT.PROCESS.PID.hit of this point. */
  private Optional<Long> pid(String name) {
    String[] parts = name.split("\\.", -1);
    return parts.length == 4 && parts[0].equals(point.name())
        ? Optional.of(Long.parseLong(parts[2]))
        : Optional.empty();
  }
}
