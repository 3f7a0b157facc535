package dev.trm.jobs.store;

import dev.trm.jobs.JobId;
import dev.trm.jobs.KnownCheckpoints;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Training runs: their curves and their checkpoints. A run's id is its job's. */
public interface RunStore {
  /**
   * Adds measurements; a step measured again (after a resume) replaces the older value.
   *
   * @return false, and nothing written, if the job is no longer the worker's
   */
  boolean metrics(Claim claim, List<MetricPoint> points);

  /**
   * Runs newest first, at the same cost for every page.
   *
   * @param cursor what the page before gave as next; null for the first
   * @throws IllegalArgumentException naming a cursor that is none
   */
  RunPage page(RunFilter filter, @Nullable String cursor, int limit);

  Optional<Run> run(JobId id);

  /**
   * A run's curves by name and step.
   *
   * @param names which; empty for all
   * @param points at most so many per name, 0 for all. Where there are more, the first and the last
   *     stay, and of the others the least and the greatest of each of equal stretches of points:
   *     all were measured, and no peak is lost
   */
  default List<MetricPoint> metrics(JobId id, Collection<String> names, int points) {
    return metrics(id, names, -1, points);
  }

  /**
   * As the other, from a step on.
   *
   * @param after only later steps
   */
  List<MetricPoint> metrics(JobId id, Collection<String> names, long after, int points);

  /**
   * One figure of several runs on common steps: those that all of them span are parted into equal
   * stretches, of which each has its mean, at the last step in it that any of them measured. A run
   * that measured nothing in a stretch has no point there; one without the figure has none at all.
   *
   * @param points at most so many a run, at least 1
   */
  Map<JobId, List<MetricPoint>> common(List<JobId> ids, String name, int points);

  /** Notes a checkpoint that is in the store; noting it again changes nothing. */
  void checkpoint(CheckpointRow checkpoint);

  /**
   * Notes a checkpoint of a running job. One that a worker wrote because its job was cancelled or
   * overdue is still noted: nobody else goes on with that job.
   *
   * @return false, and nothing written, if the job belongs to somebody else now
   */
  boolean checkpoint(Claim claim, CheckpointRow checkpoint);

  /** As {@link #forgetCheckpoint(String)}, unless the job is no longer the worker's. */
  boolean forgetCheckpoint(Claim claim, String id);

  /**
   * Forgets a checkpoint that is about to leave the store; one that a model uses, or that a
   * training is yet to go on from, is kept.
   */
  boolean forgetCheckpoint(String id);

  /**
   * Notes that this try goes on from a checkpoint; once a try.
   *
   * @return false, and nothing written, if the job is no longer the worker's
   */
  boolean resumed(Claim claim, long step, String checkpointId, List<String> differences);

  /**
   * Keeps what an evaluation saw, in place of what the one before saw.
   *
   * @return false, and nothing written, if the job is no longer the worker's
   */
  boolean samples(Claim claim, RunSamples samples);

  /** What the latest evaluation of a run saw; empty before the first. */
  Optional<RunSamples> samples(JobId run);

  /** All that a run went on from, in order. */
  List<Resumption> resumptions(JobId run);

  /**
   * Has a run stop at its next step; its worker looks for this. Asked again, the first one counts.
   */
  void askToStop(JobId run, String actor);

  /** Who wants the run to stop. */
  Optional<StopWish> stopWish(JobId run);

  Optional<CheckpointRow> findCheckpoint(String id);

  /**
   * As {@link #findCheckpoint(String)}, as far as a key may know of it: weights are shared, but a
   * full checkpoint holds puzzles that its run trains on, and so belongs to who submitted the run.
   *
   * @param submittedBy the key; null for one that may know of all
   */
  Optional<CheckpointRow> findCheckpoint(String id, @Nullable String submittedBy);

  /**
   * The checkpoints that a training can resume from.
   *
   * @param submittedBy only those of this key's runs; null for all
   */
  default KnownCheckpoints full(@Nullable String submittedBy) {
    return id ->
        findCheckpoint(id, submittedBy).filter(CheckpointRow::full).map(CheckpointRow::parent);
  }

  /** What tells this database from others. */
  String installation();

  /** Those of the ids that no row names. */
  Set<String> unknownCheckpoints(Collection<String> ids);

  /** A run's checkpoints, highest step first. */
  List<CheckpointRow> checkpoints(JobId run);

  /** The newest checkpoint that training can go on from. */
  default @Nullable CheckpointRow newestFull(JobId run) {
    return checkpoints(run).stream().filter(CheckpointRow::full).findFirst().orElse(null);
  }
}
