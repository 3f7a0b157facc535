package dev.trm.jobs.store;

import dev.trm.jobs.Job;
import java.util.List;

/** Hears of state changes of this process after their commit; must return soon and not throw. */
public interface JobListener {
  /** The jobs as they are after a change of state. */
  void changed(List<Job> jobs);
}
