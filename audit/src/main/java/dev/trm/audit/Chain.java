package dev.trm.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Verifies the events of one job. */
public final class Chain {
  private Chain() {}

  /**
   * Looks at each event's hash. One that does not fit is named, and the ones after it are looked at
   * as if it did: so every wrong place is named once.
   *
   * @param links in the order of their numbers
   * @param events how many there have to be, by the job's row
   * @param end the last one's hash, by the job's row; empty without any
   */
  public static List<Finding> verify(UUID job, List<ChainLink> links, int events, String end) {
    List<Finding> findings = new ArrayList<>();
    String previous = "";
    int expected = 1;
    boolean gap = false;
    for (ChainLink link : links) {
      for (; expected < link.seq(); expected++) {
        findings.add(
            new Finding(
                Finding.Kind.EVENT_REMOVED, job, expected, "event " + expected + " is missing"));
        gap = true;
      }
      // After a gap nobody knows what came before; the next one shows whether this one fits.
      if (!gap && !link.hashAt(link.seq(), previous).equals(link.hash())) {
        findings.add(misfit(link, previous, links));
      }
      gap = false;
      previous = link.hash();
      expected = link.seq() + 1;
    }
    if (expected <= events) {
      findings.add(
          new Finding(
              Finding.Kind.TAIL_CUT,
              job,
              expected,
              "the chain ends with event " + (expected - 1) + "; the job's row counts " + events));
    } else if (expected - 1 > events || !previous.equals(end)) {
      findings.add(
          new Finding(
              Finding.Kind.OUTCOME_ALTERED,
              job,
              expected - 1L,
              "the job's row counts "
                  + events
                  + " events and has another hash than event "
                  + (expected - 1)));
    }
    return findings;
  }

  private static Finding misfit(ChainLink link, String previous, List<ChainLink> links) {
    UUID job = link.job();
    int place = link.seq();
    for (ChainLink other : links) {
      if (other.seq() != place && other.hashAt(place, previous).equals(other.hash())) {
        return new Finding(
            Finding.Kind.EVENT_REORDERED,
            job,
            place,
            "event "
                + place
                + " is not the one that happened then; that one is now event "
                + other.seq());
      }
    }
    List<String> hashes = new ArrayList<>(List.of(""));
    links.forEach(each -> hashes.add(each.hash()));
    for (int was = 1; was <= links.size() + 1; was++) {
      for (String before : hashes) {
        if (was != place && link.hashAt(was, before).equals(link.hash())) {
          return new Finding(
              Finding.Kind.EVENT_REORDERED,
              job,
              place,
              "event " + place + " happened as event " + was);
        }
      }
    }
    return new Finding(
        Finding.Kind.EVENT_ALTERED,
        job,
        place,
        "event " + place + " (" + link.to() + ") is not what its hash was taken over");
  }
}
