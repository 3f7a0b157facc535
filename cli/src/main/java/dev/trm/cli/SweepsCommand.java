package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trm.cli.console.Console;
import dev.trm.cli.console.Table;
import dev.trm.cli.gateway.GatewayException;
import dev.trm.cli.gateway.PathSegment;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "sweeps",
    description = "List sweeps, newest first, or show one: each combination over its seeds.",
    mixinStandardHelpOptions = true)
final class SweepsCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(paramLabel = "ID", arity = "0..1", description = "The sweep to show.")
  private @Nullable String id;

  @Mixin private final PageOptions page = new PageOptions();

  @Option(names = "--cancel", description = "Cancel those of its runs that have not ended.")
  private boolean cancel;

  @Option(names = "--json", description = "Print the answer as the API has it.")
  private boolean json;

  SweepsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws UsageException, GatewayException, InterruptedException {
    Console console = surroundings.console();
    String one = id;
    if (one == null) {
      if (cancel) {
        throw new UsageException("--cancel needs the ID of a sweep");
      }
      JsonNode answer = surroundings.gateway().get("/v1/sweeps?" + page.query());
      if (json) {
        console.line(answer.toString());
        return ExitCode.DONE;
      }
      Table table = new Table("SWEEP", "MODEL", "SUBMITTED", "BY", "DECISION");
      for (JsonNode sweep : answer.path("sweeps")) {
        table.row(
            sweep.path("id").asText(),
            sweep.path("model").asText(),
            When.shown(sweep.path("createdAt")),
            sweep.path("submittedBy").asText(),
            SweepReport.shortly(sweep));
      }
      table.lines().forEach(console::line);
      PageOptions.noteMore(console, answer);
      return ExitCode.DONE;
    }
    String path = "/v1/sweeps/" + PathSegment.of(one);
    JsonNode sweep =
        cancel
            ? surroundings
                .gateway()
                .post(path + "/cancel", JsonNodeFactory.instance.objectNode(), "")
            : surroundings.gateway().get(path);
    if (json) {
      console.line(sweep.toString());
    } else {
      SweepReport.show(sweep, console);
    }
    return ExitCode.DONE;
  }
}
