package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.console.Table;
import dev.trm.cli.gateway.GatewayException;
import dev.trm.cli.gateway.QueryField;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "jobs", description = "List jobs, newest first.", mixinStandardHelpOptions = true)
final class JobsCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Option(names = "--kind", paramLabel = "KIND", description = "solve, train or adapt")
  private @Nullable String kind;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "queued, running, succeeded, failed, cancelled or quarantined")
  private @Nullable String state;

  @Option(names = "--model", paramLabel = "MODEL", description = "As the jobs name it.")
  private @Nullable String model;

  @Mixin private final PageOptions page = new PageOptions();

  @Option(names = "--json", description = "Print the answer as the API has it.")
  private boolean json;

  JobsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws GatewayException, InterruptedException {
    String query =
        QueryField.of("kind", kind) + QueryField.of("state", state) + QueryField.of("model", model);
    JsonNode answer = surroundings.gateway().get("/v1/jobs?" + page.query() + query);
    Console console = surroundings.console();
    if (json) {
      console.line(answer.toString());
      return ExitCode.DONE;
    }
    Table table = new Table("JOB", "KIND", "STATE", "MODEL", "QUEUED", "OUTCOME");
    for (JsonNode job : answer.path("jobs")) {
      table.row(
          job.path("id").asText(),
          job.path("kind").asText().toLowerCase(Locale.ROOT),
          job.path("state").asText(),
          job.path("model").asText(),
          When.shown(job.path("queuedAt")),
          outcome(job));
    }
    table.lines().forEach(console::line);
    PageOptions.noteMore(console, answer);
    return ExitCode.DONE;
  }

  private static String outcome(JsonNode job) {
    JsonNode result = job.path("result");
    if (job.has("failure")) {
      return job.path("failure").path("message").asText();
    }
    if (job.has("leaseUntil")) {
      return "held by "
          + job.path("worker").asText()
          + " until "
          + When.shown(job.path("leaseUntil"));
    }
    if (result.has("solved")) {
      return (result.path("solved").asBoolean() ? "solved" : "not solved")
          + " in "
          + SolveReport.count(result.path("cycles").asInt(), "cycle");
    }
    if (result.has("grid")) {
      return "answered in " + SolveReport.count(result.path("cycles").asInt(), "cycle");
    }
    if (result.has("judged")) {
      int judged = result.path("judged").asInt();
      return judged == 0
          ? "answered"
          : result.path("right").asInt() + " of " + judged + " outputs hit";
    }
    if (result.has("promoted")) {
      return result.path("model").asText()
          + (result.path("promoted").asBoolean() ? ", promoted" : ", not promoted");
    }
    return "";
  }
}
