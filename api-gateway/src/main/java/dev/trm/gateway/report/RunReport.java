package dev.trm.gateway.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.trm.gateway.training.Ancestor;
import dev.trm.jobs.Failure;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.Job;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.JobState;
import dev.trm.jobs.gate.GateVerdict;
import dev.trm.jobs.recipe.RunOrigin;
import dev.trm.jobs.store.Run;
import dev.trm.jobs.store.Sweep;
import dev.trm.jobs.store.SweepDecision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run was asked for and what came of it.
 *
 * @param reason of the verdict, with the figures that were compared
 * @param model the name that it trains for
 * @param version what it registered
 * @param champion what it was compared with; absent where nothing was
 * @param submittedBy whose run it is
 * @param origin the event that started it; absent where somebody submitted it
 * @param goesOnFrom the checkpoint that it began with; absent if it began anew
 * @param goesOnAs the run that it was resumed as; absent if it was not
 * @param sweep that it has a place in; absent if it has none
 * @param dataSha256 of the puzzles, training and held-out
 * @param steps that it has trained, those before it was resumed or forked included, as far as is
 *     told
 * @param stoppedEarly why it ended before its last step; absent if it did not
 * @param gate what the gate judged, each rule by itself; empty where nothing was compared
 * @param heldOut figures over all held-out puzzles, then by how many backtracks they need or how
 *     long their paths are
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RunReport(
    String run,
    JobState state,
    Verdict verdict,
    String reason,
    String model,
    @Nullable String version,
    @Nullable String champion,
    String submittedBy,
    @Nullable RunOrigin origin,
    @Nullable Ancestor goesOnFrom,
    @Nullable String goesOnAs,
    @Nullable OfSweep sweep,
    JsonNode dataset,
    JsonNode training,
    @Nullable String dataSha256,
    @Nullable String checkpoint,
    long steps,
    @Nullable String stoppedEarly,
    List<GateVerdict> gate,
    List<Row> heldOut,
    Map<String, String> links) {
  private static final int MOST_BANDS = 12;

  /**
   * Figures over some puzzles.
   *
   * @param of which puzzles
   * @param modes by halt mode
   */
  record Row(String of, int puzzles, Map<String, Figures> modes) {}

  /**
   * A model's figures in a halt mode.
   *
   * @param exact share of answers that are wholly the expected one, 0 to 1
   * @param valid share of answers that keep the rules; absent for puzzles without
   * @param exactBefore the champion's on the same puzzles
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Figures(
      double exact,
      @Nullable Double valid,
      double meanCycles,
      @Nullable Double exactBefore,
      @Nullable Double meanCyclesBefore) {}

  /**
   * The sweep that a run is of.
   *
   * @param decided what its gate decided, in words; absent while it has not, or has none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record OfSweep(String id, @Nullable String decided) {
    static OfSweep of(Sweep sweep, Optional<SweepDecision> decision) {
      return new OfSweep(
          sweep.id().toString(),
          decision
              .map(SweepDecision::made)
              .map(
                  made ->
                      (made.promoted()
                              ? made.model() + "@" + made.version() + " is promoted: "
                              : "nothing is promoted: ")
                          + made.reason())
              .orElse(null));
    }
  }

  /**
   * @param sweep null if the run is of none
   */
  static RunReport of(Run run, @Nullable OfSweep sweep) {
    Job job = run.job();
    Ancestor ancestor = Ancestor.of(job.trainSpec()).orElse(null);
    JsonNode result = job.result() == null ? MissingNode.getInstance() : job.result();
    String self = "/v1/runs/" + job.id();
    Map<String, String> links = new LinkedHashMap<>();
    links.put("run", self);
    links.put("curve", self + "/curve.svg");
    links.put("job", "/v1/jobs/" + job.id());
    if (ancestor != null && ancestor.run() != null) {
      links.put("goesOnFrom", "/v1/runs/" + ancestor.run());
    }
    if (run.goesOnAs() != null) {
      links.put("goesOnAs", "/v1/runs/" + run.goesOnAs());
    }
    if (sweep != null) {
      links.put("sweep", "/v1/sweeps/" + sweep.id());
    }
    return new RunReport(
        job.id().toString(),
        job.state(),
        Verdict.of(job),
        reason(job, result),
        job.model(),
        text(result, "/model"),
        text(result, "/champion/model"),
        job.submittedBy(),
        RunOrigin.of(job.spec()).orElse(null),
        ancestor,
        run.goesOnAs() == null ? null : run.goesOnAs().toString(),
        sweep,
        job.spec().path("dataset"),
        job.spec().path("training"),
        text(result, "/dataSha256"),
        text(result, "/checkpoint"),
        steps(job, ancestor),
        text(result, "/stoppedEarly/message"),
        gate(result.path("gate")),
        rows(result.path("evaluation"), result.at("/champion/evaluation")),
        links);
  }

  private static long steps(Job job, @Nullable Ancestor ancestor) {
    JsonNode result = job.result();
    if (result != null && result.has("steps")) {
      return result.path("steps").asLong();
    }
    JsonNode progress = job.progress();
    if (progress != null && progress.has("step")) {
      return progress.path("step").asLong();
    }
    Long before = ancestor == null ? null : ancestor.step();
    return before == null ? 0 : before;
  }

  private static String reason(Job job, JsonNode result) {
    Failure failure = job.failure();
    if (failure != null) {
      return failure.code() + ": " + failure.message();
    }
    String said = text(result, "/promotion");
    if (said != null) {
      return said;
    }
    if (job.state() == JobState.QUEUED) {
      return "it waits";
    }
    JsonNode progress = job.progress();
    String reached =
        progress == null
            ? "no step is told of" + (job.state() == JobState.CANCELLED ? "" : " yet")
            : "step " + progress.path("step").asLong() + " of " + progress.path("steps").asLong();
    return job.state() == JobState.CANCELLED && job.reason() != null
        ? job.reason() + "; " + reached
        : reached;
  }

  private static @Nullable String text(JsonNode tree, String pointer) {
    JsonNode value = tree.at(pointer);
    return value.isTextual() ? value.textValue() : null;
  }

  private static List<GateVerdict> gate(JsonNode verdicts) {
    List<GateVerdict> gate = new ArrayList<>();
    verdicts.forEach(each -> gate.add(JobJson.read(each, GateVerdict.class)));
    return gate;
  }

  private static List<Row> rows(JsonNode now, JsonNode before) {
    List<Row> rows = new ArrayList<>();
    if (now.isMissingNode()) {
      return rows;
    }
    rows.add(row("all", now, before));
    parts(rows, now.path("byPart"), before.path("byPart"));
    bands(rows, "backtracks", now.path("byBacktracks"), before.path("byBacktracks"));
    bands(rows, "steps", now.path("bySteps"), before.path("bySteps"));
    return rows;
  }

  private static void parts(List<Row> rows, JsonNode now, JsonNode before) {
    for (JsonNode part : now) {
      JsonNode same = MissingNode.getInstance();
      for (JsonNode each : before) {
        same = each.path("part").equals(part.path("part")) ? each : same;
      }
      rows.add(row(part.path("part").asText(), part, same));
    }
  }

  private static void bands(List<Row> rows, String unit, JsonNode now, JsonNode before) {
    for (int i = 0; i < Math.min(MOST_BANDS, now.size()); i++) {
      int from = now.path(i).path("from").asInt();
      rows.add(row(range(now, i) + " " + unit, now.path(i), band(before, from)));
    }
  }

  /** Bands of equal width say where they end, the others reach to the next. */
  private static String range(JsonNode bands, int i) {
    int from = bands.path(i).path("from").asInt();
    if (!bands.path(i).has("to") && i + 1 == bands.size()) {
      return from + " or more";
    }
    int to =
        bands.path(i).has("to")
            ? bands.path(i).path("to").asInt()
            : bands.path(i + 1).path("from").asInt() - 1;
    return from == to ? String.valueOf(from) : from + "–" + to;
  }

  private static JsonNode band(JsonNode bands, int from) {
    for (JsonNode band : bands) {
      if (band.path("from").asInt() == from) {
        return band;
      }
    }
    return MissingNode.getInstance();
  }

  private static Row row(String of, JsonNode now, JsonNode before) {
    Map<String, Figures> modes = new LinkedHashMap<>();
    for (HaltMode mode : HaltMode.values()) {
      JsonNode figures = now.path(mode.wire());
      if (figures.isObject()) {
        modes.put(mode.wire(), figures(figures, before.path(mode.wire())));
      }
    }
    return new Row(of, now.path("puzzles").asInt(), modes);
  }

  private static Figures figures(JsonNode now, JsonNode before) {
    return new Figures(
        now.path("exact").asDouble(),
        now.has("valid") ? now.path("valid").asDouble() : null,
        now.path("meanCycles").asDouble(),
        before.isObject() ? before.path("exact").asDouble() : null,
        before.isObject() ? before.path("meanCycles").asDouble() : null);
  }
}
