package dev.trm.jobs.audit;

import dev.trm.audit.Anchor;
import dev.trm.audit.AnchorChain;
import dev.trm.audit.Chain;
import dev.trm.audit.ChainLink;
import dev.trm.audit.Finding;
import dev.trm.audit.Finding.Kind;
import dev.trm.audit.Leaf;
import dev.trm.audit.VerifyKey;
import dev.trm.jobs.JobId;
import dev.trm.jobs.store.AuditLog;
import dev.trm.jobs.store.AuditLog.StoredAnchor;
import dev.trm.jobs.store.JobChain;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks whether the audit is whole: what was altered, removed, reordered or cut off is a {@link
 * Finding}. Reads in pages, so that memory doesn't grow with what there is. What an attacker could
 * still do unnoticed is in {@code docs/audit.md}.
 */
public final class AuditVerifier {
  private static final int PAGE = 200;
  private static final int ANCHOR_PAGE = 100;
  private static final Set<String> FINAL = Set.of("SUCCEEDED", "FAILED", "CANCELLED");
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("'job_event_'yyyy_MM").withZone(ZoneOffset.UTC);

  private final AuditLog log;
  private final Collection<VerifyKey> trusted;

  /**
   * @param trusted keys whose anchors are believed
   */
  public AuditVerifier(AuditLog log, Collection<VerifyKey> trusted) {
    this.log = log;
    this.trusted = trusted;
  }

  /**
   * What was looked at.
   *
   * @param jobs whose chains were verified
   * @param retired jobs that an anchor has and that were removed by policy
   */
  public record Verified(
      long jobs, long events, long anchors, long actions, long retired, long findings) {}

  /**
   * Verifies one job: its events, its row, its trace, and that its anchor has it as it is.
   *
   * @return nothing if there is no such job; {@link #all} finds that it should be there
   */
  public List<Finding> job(JobId id) {
    List<Finding> findings = new ArrayList<>();
    log.chain(id)
        .ifPresent(
            job -> {
              verify(job, findings::add);
              anchored(
                      job, () -> new AnchorFinder(log).find(id, job.anchoredSince()), findings::add)
                  .ifPresent(anchored -> verify(job, anchored, findings::add));
            });
    return findings;
  }

  /**
   * Verifies everything: operators' actions, anchors, that the jobs in anchors are there, that
   * models, keys and decisions are as the actions left them, and all jobs.
   *
   * @param since only jobs queued, and jobs of anchors made, at or after; the chains of actions and
   *     anchors always whole
   * @param found hears of what is wrong, as it is found
   */
  public Verified all(Instant since, Consumer<Finding> found) {
    Count count = new Count(found);
    ActionChain actions = new ActionChain(log, count);
    actions.readOn();
    anchors(since, count, actions);
    actions.verifyRegistry();
    for (UUID job : log.unconfirmed()) {
      count.accept(
          new Finding(
              Kind.PENDING_ALTERED,
              job,
              0,
              "it waits for an anchor with another end than its row has; it will not be signed"));
    }
    jobs(since, count);
    return count.verified(actions.count());
  }

  private void jobs(Instant since, Count count) {
    Set<String> partitions = log.eventPartitions();
    AnchorFinder finder = new AnchorFinder(log);
    Map<String, Integer> lost = new LinkedHashMap<>();
    JobId after = null;
    List<JobChain> page;
    do {
      page = log.chains(after, since, PAGE);
      for (JobChain job : page) {
        after = job.id();
        count.jobs++;
        count.events += job.links().size();
        String month = MONTH.format(job.queuedAt());
        if (job.links().size() < job.events() && !partitions.contains(month)) {
          lost.merge(month, 1, Integer::sum);
        }
        verify(job, count);
        if (FINAL.contains(job.state())) {
          anchored(
              job,
              () -> finder.contains(job.id(), job.queuedAt()) ? Optional.of(job) : Optional.empty(),
              count);
        }
      }
    } while (page.size() == PAGE);
    lost.forEach(
        (partition, jobs) ->
            count.accept(
                new Finding(
                    Kind.PARTITION_REMOVED,
                    null,
                    0,
                    "partition "
                        + partition
                        + " is missing, and with it events of "
                        + jobs
                        + " jobs")));
  }

  private void verify(JobChain job, Consumer<Finding> found) {
    UUID id = job.id().value();
    List<Finding> wrong = Chain.verify(id, job.links(), job.events(), job.hash());
    wrong.forEach(found);
    if (wrong.isEmpty() && !job.links().isEmpty()) {
      contents(job, found);
    }
  }

  /** What the events say of the job, against the job. */
  private static void contents(JobChain job, Consumer<Finding> found) {
    UUID id = job.id().value();
    ChainLink first = job.links().get(0);
    ChainLink last = job.links().get(job.links().size() - 1);
    if (first.scheme() > 1 && !job.submission().equals(first.content())) {
      found.accept(
          new Finding(
              Kind.SUBMISSION_ALTERED, id, first.seq(), "the job is not what was submitted"));
    }
    if (!last.to().equals(job.state())) {
      found.accept(
          new Finding(
              Kind.OUTCOME_ALTERED,
              id,
              last.seq(),
              "the job is " + job.state() + ", by its last event " + last.to()));
    }
    if (last.scheme() == 1) {
      return;
    }
    if (last.seq() > 1 && !Objects.equals(job.outcome(), last.content())) {
      found.accept(
          new Finding(
              Kind.OUTCOME_ALTERED,
              id,
              last.seq(),
              "result or failure is not what event " + last.seq() + " was recorded with"));
    }
    if (last.trace() != null && job.trace() == null) {
      found.accept(
          new Finding(Kind.TRACE_REMOVED, id, last.seq(), "the trace was recorded and is missing"));
    } else if (!Objects.equals(last.trace(), job.trace())) {
      found.accept(
          new Finding(
              Kind.TRACE_ALTERED,
              id,
              last.seq(),
              "the trace is not what event " + last.seq() + " was recorded with"));
    }
  }

  private static void verify(JobChain job, Anchored anchored, Consumer<Finding> found) {
    Leaf row = new Leaf(job.id().value(), job.events(), job.hash());
    if (anchored.holds()) {
      compare(anchored.leaf(), row, anchored.seq()).ifPresent(found);
    } else {
      found.accept(
          new Finding(
              Kind.ANCHOR_ALTERED,
              row.job(),
              anchored.seq(),
              "the job in anchor "
                  + anchored.seq()
                  + " does not lead to the root that was signed"));
    }
  }

  /** What of an anchor has the job; that there is none is said of a job that has ended. */
  private static <T> Optional<T> anchored(
      JobChain job, Supplier<Optional<T>> finder, Consumer<Finding> found) {
    Optional<T> anchored;
    try {
      anchored = finder.get();
    } catch (IllegalArgumentException e) {
      found.accept(
          new Finding(Kind.ANCHOR_ALTERED, job.id().value(), 0, String.valueOf(e.getMessage())));
      return Optional.empty();
    }
    if (anchored.isEmpty() && FINAL.contains(job.state()) && !job.waiting()) {
      found.accept(
          new Finding(
              Kind.NOT_ANCHORED,
              job.id().value(),
              job.events(),
              "the job has ended, but no anchor has it"));
    }
    return anchored;
  }

  private static Optional<Finding> compare(Leaf leaf, Leaf row, long anchor) {
    if (leaf.events() > row.events()) {
      return Optional.of(
          new Finding(
              Kind.TAIL_CUT,
              leaf.job(),
              row.events() + 1L,
              "the job has "
                  + row.events()
                  + " events; anchor "
                  + anchor
                  + " counted "
                  + leaf.events()));
    }
    if (!leaf.equals(row)) {
      return Optional.of(
          new Finding(
              Kind.CHAIN_REWRITTEN,
              leaf.job(),
              leaf.events(),
              "the chain ends with another hash than anchor " + anchor + " has"));
    }
    return Optional.empty();
  }

  private void anchors(Instant since, Count count, ActionChain actions) {
    AnchorChain chain = new AnchorChain(trusted, count);
    long after = 0;
    List<StoredAnchor> page;
    do {
      page = log.anchors(after, ANCHOR_PAGE);
      if (after == 0 && !page.isEmpty() && page.get(0).seq() > 1) {
        count.accept(
            new Finding(
                Kind.ANCHOR_REMOVED,
                null,
                1,
                "the anchors begin with number " + page.get(0).seq()));
      }
      for (StoredAnchor stored : page) {
        after = stored.seq();
        count.anchors++;
        Anchor anchor = chain.next(stored.seq(), stored.signed());
        if (anchor != null) {
          actions.verifyEndOf(anchor);
          if (!anchor.at().isBefore(since)) {
            leaves(anchor, count, actions);
          }
        }
      }
    } while (page.size() == ANCHOR_PAGE);
  }

  private void leaves(Anchor anchor, Count count, ActionChain actions) {
    List<Leaf> leaves;
    try {
      leaves = Leaf.split(log.leaves(anchor.seq()));
    } catch (IllegalArgumentException e) {
      leaves = List.of();
    }
    if (!anchor.isOver(leaves)) {
      count.accept(
          new Finding(
              Kind.ANCHOR_ALTERED,
              null,
              anchor.seq(),
              "the jobs of anchor " + anchor.seq() + " are not those that were signed"));
      return;
    }
    for (int from = 0; from < leaves.size(); from += PAGE) {
      List<Leaf> some = leaves.subList(from, Math.min(from + PAGE, leaves.size()));
      Map<UUID, Leaf> rows = log.rows(some.stream().map(Leaf::job).toList());
      for (Leaf leaf : some) {
        Leaf row = rows.get(leaf.job());
        if (row != null) {
          compare(leaf, row, anchor.seq()).ifPresent(count);
        } else if (actions.retired(anchor.seq())) {
          count.retired++;
        } else {
          count.accept(
              new Finding(
                  Kind.JOB_REMOVED,
                  leaf.job(),
                  leaf.events(),
                  "the job is missing; anchor "
                      + anchor.seq()
                      + " of "
                      + anchor.at()
                      + " has it with "
                      + leaf.events()
                      + " events"));
        }
      }
    }
  }

  /** What was looked at so far; passes findings on. */
  private static final class Count implements Consumer<Finding> {
    private final Consumer<Finding> found;
    private long jobs;
    private long events;
    private long anchors;
    private long retired;
    private long findings;

    Count(Consumer<Finding> found) {
      this.found = found;
    }

    @Override
    public void accept(Finding finding) {
      findings++;
      found.accept(finding);
    }

    Verified verified(long actions) {
      return new Verified(jobs, events, anchors, actions, retired, findings);
    }
  }
}
