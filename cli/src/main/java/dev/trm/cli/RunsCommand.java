package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.console.Table;
import dev.trm.cli.gateway.Gateway;
import dev.trm.cli.gateway.GatewayException;
import dev.trm.cli.gateway.JobWatch;
import dev.trm.cli.gateway.PathSegment;
import dev.trm.cli.gateway.QueryField;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "runs",
    description = "List training runs, newest first; compare, stop, resume and fork them.",
    mixinStandardHelpOptions = true)
final class RunsCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private final PageOptions page = new PageOptions();

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "queued, running, succeeded, failed, cancelled or quarantined")
  private @Nullable String state;

  @Option(names = "--model", paramLabel = "NAME", description = "Only those that train it.")
  private @Nullable String model;

  @Option(names = "--sweep", paramLabel = "ID", description = "Only those of this sweep.")
  private @Nullable String sweep;

  @Option(
      names = "--commit",
      paramLabel = "C",
      description = "Only those that a commit's events started; 7 digits or more.")
  private @Nullable String commit;

  @Option(names = "--json", description = "Print the answer as the API has it.")
  private boolean json;

  RunsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws GatewayException, InterruptedException {
    JsonNode answer =
        surroundings
            .gateway()
            .get(
                "/v1/runs?"
                    + page.query()
                    + QueryField.of("state", state)
                    + QueryField.of("model", model)
                    + QueryField.of("sweep", sweep)
                    + QueryField.of("commit", commit));
    Console console = surroundings.console();
    if (json) {
      console.line(answer.toString());
      return ExitCode.DONE;
    }
    Table table =
        new Table("RUN", "STATE", "MODEL", "QUEUED", "STEP", "LOSS", "HELD OUT RIGHT", "LINEAGE");
    for (JsonNode run : answer.path("runs")) {
      JsonNode job = run.path("job");
      JsonNode latest = run.path("latest");
      table.row(
          run.path("id").asText(),
          job.path("state").asText(),
          job.path("model").asText(),
          When.shown(job.path("queuedAt")),
          step(job),
          number("%.3f", latest.path("loss").path("value"), 1),
          number("%.1f%%", TrainingProgress.heldOut(latest).path("value"), 100),
          ties(run));
    }
    table.lines().forEach(console::line);
    PageOptions.noteMore(console, answer);
    return ExitCode.DONE;
  }

  @Command(
      name = "stop",
      description = "Stop a run; all of it is kept in a checkpoint.",
      mixinStandardHelpOptions = true)
  int stop(
      @Parameters(paramLabel = "RUN") String run,
      @Option(names = "--json", description = "Print the job as the API has it.") boolean json)
      throws GatewayException, InterruptedException {
    Gateway gateway = surroundings.gateway();
    JsonNode asked = gateway.post(path(run) + "/stop", nothing(), "");
    JsonNode job = new JobWatch(gateway).untilEnded(asked.path("job"), seen -> {});
    String state = job.path("state").asText();
    boolean stopped = state.equals("CANCELLED");
    Console console = surroundings.console();
    if (json) {
      console.line(job.toString());
    } else if (stopped) {
      console.line(
          "run "
              + run
              + " is "
              + state
              + (job.has("reason") ? ": " + job.path("reason").asText() : ""));
    } else {
      console.note("trm: run " + run + " ended before it could be stopped: it is " + state);
    }
    return stopped ? ExitCode.DONE : ExitCode.FAILED;
  }

  @Command(
      name = "resume",
      description = "Go on with a run that was stopped or failed, as if it never had.",
      mixinStandardHelpOptions = true)
  int resume(
      @Parameters(paramLabel = "RUN") String run,
      @Option(names = "--checkpoint", paramLabel = "ID", description = "By default its newest.")
          @Nullable String checkpoint,
      @Option(names = "--json", description = "Print the new job as the API has it.") boolean json)
      throws GatewayException, InterruptedException {
    ObjectNode wish = nothing();
    put(wish, "checkpoint", checkpoint);
    Gateway gateway = surroundings.gateway();
    JsonNode job = gateway.post(path(run) + "/resume", wish, "");
    JsonNode sweep = gateway.get(path(job.path("id").asText())).path("sweep");
    return begun(
        job,
        sweep.isTextual() ? ", in the place of " + run + " in sweep " + sweep.asText() : "",
        json);
  }

  @Command(
      name = "fork",
      description = "Go on from a run's checkpoint in another way.",
      mixinStandardHelpOptions = true)
  int fork(
      @Parameters(paramLabel = "RUN") String run,
      @Option(names = "--checkpoint", paramLabel = "ID", description = "By default its newest.")
          @Nullable String checkpoint,
      @Option(names = "--model", paramLabel = "NAME", description = "What the result is called.")
          @Nullable String model,
      @Option(names = "--steps", paramLabel = "N", description = "Those before are counted.")
          @Nullable Long steps,
      @Option(names = "--learning-rate", paramLabel = "R") @Nullable Double learningRate,
      @Option(names = "--seed", paramLabel = "S", description = "Of all that is drawn from now on.")
          @Nullable Long seed,
      @Option(
              names = "--gate",
              paramLabel = "GATE",
              description =
                  "better, always or never; by default the run's, a sweep's run has never.")
          @Nullable String gate,
      @Option(names = "--json", description = "Print the new job as the API has it.") boolean json)
      throws GatewayException, InterruptedException {
    ObjectNode wish = nothing();
    put(wish, "checkpoint", checkpoint);
    put(wish, "model", model);
    ObjectNode training = wish.putObject("training");
    if (steps != null) {
      training.put("steps", steps);
    }
    if (learningRate != null) {
      training.put("learningRate", learningRate);
    }
    if (seed != null) {
      training.put("seed", seed);
    }
    if (gate != null) {
      wish.putObject("promotion").put("gate", gate);
    }
    return begun(surroundings.gateway().post(path(run) + "/fork", wish, ""), "", json);
  }

  @Command(
      name = "compare",
      description = "Show what differs in the runs' descriptions, figures and curves.",
      mixinStandardHelpOptions = true)
  int compare(
      @Parameters(paramLabel = "RUN", arity = "2..20") List<String> runs,
      @Option(
              names = "--names",
              paramLabel = "N,…",
              defaultValue = "heldOut.accuracy",
              description = "Which curves, by default ${DEFAULT-VALUE}.")
          String names,
      @Option(
              names = "--points",
              paramLabel = "N",
              defaultValue = "10",
              description = "At most so many of each curve, by default ${DEFAULT-VALUE}.")
          int points,
      @Option(names = "--json", description = "Print the answer as the API has it.") boolean json)
      throws GatewayException, InterruptedException {
    JsonNode answer =
        surroundings
            .gateway()
            .get(
                "/v1/runs/compare?ids="
                    + URLEncoder.encode(String.join(",", runs), StandardCharsets.UTF_8)
                    + "&names="
                    + URLEncoder.encode(names, StandardCharsets.UTF_8)
                    + "&points="
                    + points);
    List<String> lines = json ? List.of(answer.toString()) : ComparedRuns.lines(answer);
    lines.forEach(surroundings.console()::line);
    return ExitCode.DONE;
  }

  private int begun(JsonNode job, String place, boolean json) {
    surroundings
        .console()
        .line(
            json
                ? job.toString()
                : "run "
                    + job.path("id").asText()
                    + " is queued; it goes on from step "
                    + job.path("training").path("parent").path("step").asText()
                    + place);
    return ExitCode.DONE;
  }

  private static String path(String run) {
    return "/v1/runs/" + PathSegment.of(run);
  }

  private static ObjectNode nothing() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static void put(ObjectNode wish, String name, @Nullable String value) {
    if (value != null) {
      wish.put(name, value);
    }
  }

  /** The sweep that it is of, and what it goes on from and as. */
  private static String ties(JsonNode run) {
    List<String> ties = new ArrayList<>();
    if (run.has("sweep")) {
      ties.add("sweep " + run.path("sweep").asText());
    }
    JsonNode from = run.path("goesOnFrom");
    if (from.isObject()) {
      ties.add(
          "from "
              + (from.has("run")
                  ? from.path("run").asText()
                  : "checkpoint " + from.path("checkpoint").asText())
              + (from.has("step") ? " at step " + from.path("step").asText() : ""));
    }
    if (run.has("goesOnAs")) {
      ties.add("goes on as " + run.path("goesOnAs").asText());
    }
    return String.join(", ", ties);
  }

  private static String step(JsonNode job) {
    String of = job.path("training").path("training").path("steps").asText("?");
    return job.path("progress").path("step").asText("0") + "/" + of;
  }

  /** Nothing for what was never measured. */
  private static String number(String format, JsonNode value, double times) {
    return value.isNumber() ? String.format(Locale.ROOT, format, times * value.asDouble()) : "";
  }
}
