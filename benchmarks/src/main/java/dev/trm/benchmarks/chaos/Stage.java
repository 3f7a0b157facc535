package dev.trm.benchmarks.chaos;

import dev.trm.benchmarks.check.QueueProbe;
import dev.trm.benchmarks.fleet.Backbone;
import dev.trm.benchmarks.fleet.Fleet;
import dev.trm.benchmarks.fleet.Part;
import dev.trm.benchmarks.fleet.SupervisedService;
import dev.trm.benchmarks.load.Load;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * The objects that faults act on.
 *
 * @param faults directory for orders of fault points
 * @param random the schedule's random source
 */
record Stage(
    Fleet fleet,
    Backbone backbone,
    Load load,
    QueueProbe probe,
    JobMessages messages,
    Path faults,
    Random random) {

  static final Duration START = Duration.ofSeconds(90);

  /**
   * Whether all services of this kind are ready. Faults need that, because another worker must take
   * over a killed worker's jobs.
   */
  boolean stands(Part part) throws InterruptedException {
    for (SupervisedService each : fleet.of(part)) {
      if (!each.awaitReady(Duration.ZERO)) {
        return false;
      }
    }
    return true;
  }

  /** A random service of this kind. */
  SupervisedService victim(Part part) {
    List<SupervisedService> candidates = fleet.of(part);
    return candidates.get(random.nextInt(candidates.size()));
  }

  void awaitReady(SupervisedService service) throws IOException, InterruptedException {
    if (!service.awaitReady(START)) {
      throw new IOException(service.name() + " is not ready " + START + " after its start");
    }
  }
}
