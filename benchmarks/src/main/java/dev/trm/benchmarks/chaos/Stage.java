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
 * All that a fault can reach.
 *
 * @param faults where orders for fault points are put
 * @param random the schedule's own
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
   * Whether all services of this kind stand: nothing can take a worker's jobs where there is no
   * other worker.
   */
  boolean stands(Part part) throws InterruptedException {
    for (SupervisedService each : fleet.of(part)) {
      if (!each.awaitReady(Duration.ZERO)) {
        return false;
      }
    }
    return true;
  }

  /** One service of this kind. */
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
