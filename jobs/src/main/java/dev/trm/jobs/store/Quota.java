package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobJson;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Things of which a key may have only so many at a time. */
public enum Quota {
  /** Queued jobs whose time has come. */
  QUEUED_JOBS("queuedJobs", "queued jobs"),
  /** Queued jobs that wait for a later time. */
  DELAYED_JOBS("delayedJobs", "delayed jobs"),
  /** Bytes of data sets, and of uploads while they are received. */
  STORED_BYTES("storedBytes", "stored bytes"),
  /** Uploads of batches and data sets at one gateway. */
  UPLOADS("uploads", "uploads"),
  /** Sessions of the web pages. */
  SESSIONS("sessions", "sessions"),
  /** Webhooks, disabled ones included. */
  WEBHOOKS("webhooks", "webhooks");

  private final String wire;
  private final String words;

  Quota(String wire, String words) {
    this.wire = wire;
    this.words = words;
  }

  /** The name in requests and answers. */
  public String wire() {
    return wire;
  }

  /** The things counted, for messages. */
  public String words() {
    return words;
  }

  /** The quotas by their names, in a fixed order. */
  public static Map<String, Long> named(Map<Quota, Long> quotas) {
    Map<String, Long> named = new TreeMap<>();
    quotas.forEach((quota, most) -> named.put(quota.wire, most));
    return Collections.unmodifiableMap(named);
  }

  /** Quotas as a key's row has them. */
  static Map<Quota, Long> read(String json) {
    JsonNode stored = JobJson.parse(json);
    Map<Quota, Long> quotas = new EnumMap<>(Quota.class);
    for (Quota quota : values()) {
      if (stored.hasNonNull(quota.wire)) {
        quotas.put(quota, stored.get(quota.wire).longValue());
      }
    }
    return quotas;
  }
}
