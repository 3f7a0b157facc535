package dev.trm.benchmarks.history;

import java.util.UUID;

/** A kind of read request. */
enum Read {
  FIRST_PAGE("list, first page", "/v1/jobs"),
  DEEP_PAGE("list, a page anywhere", "/v1/jobs?cursor=%s"),
  OF_STATE("list, of a rare state, a page anywhere", "/v1/jobs?state=CANCELLED&cursor=%s"),
  OF_TWO("list, of a kind and a rare state", "/v1/jobs?kind=solve&state=CANCELLED&cursor=%s"),
  OF_MODEL("list, of a model, a page anywhere", "/v1/jobs?model=sudoku@champion&cursor=%s"),
  OF_NONE("list, of a kind that none is of", "/v1/jobs?kind=train"),
  SINCE("list, since a minute ago", "/v1/jobs?since=%s", true),
  OF_SUBMITTER("list, a submitter's own", "/v1/jobs?cursor=%s"),
  GET("get", "/v1/jobs/%s"),
  TRACE("trace", "/v1/jobs/%s/trace"),
  EVENTS("events, all that happened", "/v1/jobs/%s/events");

  private final String text;
  private final String path;
  private final boolean moment;

  Read(String text, String path) {
    this(text, path, false);
  }

  Read(String text, String path, boolean moment) {
    this.text = text;
    this.path = path;
    this.moment = moment;
  }

  /** Its name for people. */
  String text() {
    return text;
  }

  /** Whether a submitter reads, who sees only its own jobs. */
  boolean bySubmitter() {
    return this == OF_SUBMITTER;
  }

  /**
   * Its path.
   *
   * @param job any job
   * @param lately a moment in ISO 8601
   */
  String path(UUID job, String lately) {
    return path.replace("%s", moment ? lately : job.toString());
  }
}
