package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.console.Table;
import dev.trm.cli.gateway.GatewayException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "runs",
    description = "List training runs, newest first.",
    mixinStandardHelpOptions = true)
final class RunsCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many, by default ${DEFAULT-VALUE}.")
  private int limit;

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
                "/v1/runs?limit="
                    + limit
                    + (commit == null
                        ? ""
                        : "&commit=" + URLEncoder.encode(commit, StandardCharsets.UTF_8)));
    Console console = surroundings.console();
    if (json) {
      console.line(answer.toString());
      return ExitCode.DONE;
    }
    Table table = new Table("RUN", "STATE", "MODEL", "QUEUED", "STEP", "LOSS", "HELD OUT RIGHT");
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
          number("%.1f%%", TrainingProgress.heldOut(latest).path("value"), 100));
    }
    table.lines().forEach(console::line);
    return ExitCode.DONE;
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
