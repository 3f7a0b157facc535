package dev.trm.gateway.training;

import dev.trm.gateway.access.Caller;
import dev.trm.jobs.TrainingSources;
import dev.trm.jobs.store.Datasets;
import dev.trm.jobs.store.RunStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** What the request of a training may name: data sets and full checkpoints that the caller sees. */
@Singleton
public final class VisibleSources {
  private final Datasets datasets;
  private final RunStore runs;

  @Inject
  VisibleSources(Datasets datasets, RunStore runs) {
    this.datasets = datasets;
    this.runs = runs;
  }

  /** For a request of the caller's own. */
  public TrainingSources of(Caller caller) {
    return new TrainingSources(datasets.known(caller.only()), runs.full(caller.only()));
  }

  /** For what operators keep, whoever starts it. */
  public TrainingSources all() {
    return new TrainingSources(datasets.known(null), runs.full(null));
  }
}
