package dev.trm.jobs.events;

/**
 * Where events are told; inject it. Never blocks and never throws: what cannot be sent is counted.
 */
public interface JobEvents {
  void tell(JobEvent event);
}
