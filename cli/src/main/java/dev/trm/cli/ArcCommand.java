package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.console.ProgressBar;
import dev.trm.cli.gateway.Gateway;
import dev.trm.cli.gateway.GatewayException;
import dev.trm.cli.gateway.JobWatch;
import dev.trm.cli.gateway.PathSegment;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.arc.ArcSubmission;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "arc",
    description = "Have unseen ARC tasks answered: solve, show, submission.",
    mixinStandardHelpOptions = true)
final class ArcCommand {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ArcCommand() {}

  static CommandLine withSubcommands(Surroundings surroundings) {
    return new CommandLine(new ArcCommand())
        .addSubcommand("solve", new Solve(surroundings))
        .addSubcommand("show", new Show(surroundings))
        .addSubcommand("submission", new Submission(surroundings));
  }

  @Command(
      name = "solve",
      description =
          "Adapt a model to a task and answer it. With --follow, exit code 0: done; 3: an output"
              + " that the file tells was not hit; 1: the job failed.",
      mixinStandardHelpOptions = true)
  static final class Solve implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(
        paramLabel = "TASKS.json",
        description =
            "Tasks as the competition publishes them, by id, or one alone, whose name is that of"
                + " the file.")
    private Path file = Path.of("");

    @Option(
        names = "--solutions",
        paramLabel = "FILE",
        description = "The outputs of the test inputs, where they are in a second file.")
    private @Nullable Path solutions;

    @Option(
        names = "--model",
        paramLabel = "MODEL",
        description = "NAME@ALIAS or NAME@VERSION; by default arc-30x30 or the only one of ARC.")
    private @Nullable String model;

    @Option(
        names = "--augmentations",
        paramLabel = "N",
        description = "Forms beside the task itself, by default 100.")
    private @Nullable Integer augmentations;

    @Option(names = "--steps", paramLabel = "N", description = "Of the fine-tune, by default 200.")
    private @Nullable Long steps;

    @Option(names = "--batch", paramLabel = "N", description = "By default 32.")
    private @Nullable Integer batch;

    @Option(names = "--learning-rate", paramLabel = "R", description = "By default 0.0001.")
    private @Nullable Double learningRate;

    @Option(names = "--seed", paramLabel = "S", description = "By default 1.")
    private @Nullable Long seed;

    @Option(names = "--max-cycles", paramLabel = "N", description = "By default the model's.")
    private @Nullable Integer maxCycles;

    @Option(names = "--keep", description = "Keep the adapted weights as a checkpoint.")
    private boolean keep;

    @Option(names = "--follow", description = "Show progress until the answer is there, and it.")
    private boolean follow;

    @Option(names = "--json", description = "Print the job as the API has it.")
    private boolean json;

    Solve(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws UsageException, GatewayException, InterruptedException {
      Map<String, JsonNode> tasks = new ArcTaskFile(file, solutions).tasks();
      Gateway gateway = surroundings.gateway();
      List<JsonNode> jobs = new ArrayList<>();
      for (Map.Entry<String, JsonNode> task : tasks.entrySet()) {
        jobs.add(gateway.post("/v1/arc-jobs", body(task.getKey(), task.getValue()), ""));
      }
      int worst = ExitCode.DONE;
      for (JsonNode job : jobs) {
        worst = ExitCode.worse(worst, answer(gateway, job));
      }
      return worst;
    }

    private int answer(Gateway gateway, JsonNode job)
        throws GatewayException, InterruptedException {
      Console console = surroundings.console();
      if (!follow) {
        String id = job.path("id").asText();
        console.line(
            json
                ? job.toString()
                : "job " + id + " is queued; ./trm arc show " + id + " shows its answer");
        return ExitCode.DONE;
      }
      JsonNode ended = followed(new JobWatch(gateway), job);
      return shown(gateway, console, ended, json);
    }

    private JsonNode followed(JobWatch watch, JsonNode job)
        throws GatewayException, InterruptedException {
      if (json) {
        return watch.untilEnded(job, seen -> {});
      }
      ProgressBar bar = new ProgressBar(surroundings.console());
      try {
        return watch.untilEnded(job, seen -> show(bar, seen));
      } finally {
        bar.end();
      }
    }

    /** Training and voting are half of the bar each. */
    private static void show(ProgressBar bar, JsonNode job) {
      JsonNode progress = job.path("progress");
      double steps = progress.path("steps").asDouble(0);
      if (steps <= 0) {
        bar.show(0, job.path("state").asText().toLowerCase(Locale.ROOT));
        return;
      }
      if (progress.path("phase").asText().equals("voting")) {
        int cast = progress.path("votes").asInt();
        int all = Math.max(1, progress.path("allVotes").asInt());
        bar.show(0.5 + 0.5 * cast / all, "votes " + cast + "/" + all);
      } else {
        bar.show(0.5 * progress.path("step").asDouble() / steps, TrainingProgress.words(progress));
      }
    }

    private ObjectNode body(String name, JsonNode task) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.put("name", name);
      body.set("task", task);
      if (model != null) {
        body.put("model", model);
      }
      ObjectNode options = body.putObject("options");
      put(options, "augmentations", augmentations);
      put(options, "steps", steps);
      put(options, "batch", batch);
      put(options, "learningRate", learningRate);
      put(options, "seed", seed);
      put(options, "maxCycles", maxCycles);
      if (keep) {
        options.put("keep", true);
      }
      return body;
    }

    private static void put(ObjectNode options, String name, @Nullable Number value) {
      if (value != null) {
        options.set(name, JSON.valueToTree(value));
      }
    }
  }

  @Command(
      name = "show",
      description = "Show a task's answer and how its forms voted. Exit codes as of solve.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "JOB")
    private String job = "";

    @Option(names = "--json", description = "Print the job as the API has it.")
    private boolean json;

    Show(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws GatewayException, InterruptedException {
      Gateway gateway = surroundings.gateway();
      JsonNode found = gateway.get("/v1/jobs/" + encoded(job));
      if (!JobWatch.ended(found)) {
        surroundings.console().line(json ? found.toString() : "job " + job + " has not ended yet");
        return ExitCode.DONE;
      }
      return shown(gateway, surroundings.console(), found, json);
    }
  }

  @Command(
      name = "submission",
      description = "Write the answers of jobs to a file as the competition takes it.",
      mixinStandardHelpOptions = true)
  static final class Submission implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "JOB", arity = "1..*", description = "Each of another task.")
    private List<String> jobs = List.of();

    @Option(names = "--to", paramLabel = "FILE", required = true)
    private Path to = Path.of("");

    @Option(names = "--force", description = "Overwrite the file.")
    private boolean force;

    @Option(names = "--json", description = "Print the number of tasks and the file as JSON.")
    private boolean json;

    Submission(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws UsageException, GatewayException, InterruptedException {
      TargetFile.requireNew(to, force);
      ObjectNode all = JsonNodeFactory.instance.objectNode();
      for (String id : jobs) {
        add(all, surroundings.gateway().get("/v1/jobs/" + encoded(id)));
      }
      try {
        ArcSubmission.of(all).write(to);
      } catch (PuzzleFormatException e) {
        throw new GatewayException("no submission comes of that: " + e.getMessage(), e);
      } catch (IOException e) {
        throw new GatewayException(to + " cannot be written: " + e.getMessage(), e);
      }
      Console console = surroundings.console();
      console.line(
          json
              ? JsonNodeFactory.instance
                  .objectNode()
                  .put("tasks", all.size())
                  .put("file", to.toString())
                  .toString()
              : "the answers to " + all.size() + " tasks are in " + to);
      return ExitCode.DONE;
    }

    private static void add(ObjectNode all, JsonNode job) throws UsageException, GatewayException {
      String id = job.path("id").asText();
      if (!job.has("adaptation")) {
        throw new UsageException("job " + id + " answered no ARC task");
      }
      if (!JobWatch.succeeded(job)) {
        throw new GatewayException("job " + id + " is " + job.path("state").asText());
      }
      String name = job.path("adaptation").path("name").asText();
      if (all.has(name)) {
        throw new UsageException("two jobs are of task '" + name + "', " + id + " is one of them");
      }
      ArrayNode outputs = all.putArray(name);
      for (JsonNode test : job.path("result").path("tests")) {
        ObjectNode attempts = outputs.addObject();
        attempts.set("attempt_1", test.path("attempts").path(0));
        attempts.set("attempt_2", test.path("attempts").path(1));
      }
    }
  }

  private static int shown(Gateway gateway, Console console, JsonNode job, boolean json)
      throws GatewayException, InterruptedException {
    if (json) {
      console.line(job.toString());
    }
    if (!JobWatch.succeeded(job)) {
      console.note("trm: " + JobWatch.reason(job));
      return ExitCode.FAILED;
    }
    ArcReport report = new ArcReport(console, job.path("result"));
    if (!json) {
      report.print(gateway.get("/v1/jobs/" + job.path("id").asText() + "/votes"));
    }
    return report.goodEnough() ? ExitCode.DONE : ExitCode.NOT_GOOD_ENOUGH;
  }

  private static String encoded(String id) {
    return PathSegment.of(id);
  }
}
