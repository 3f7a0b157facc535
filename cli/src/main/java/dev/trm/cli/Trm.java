package dev.trm.cli;

import dev.trm.cli.console.Console;
import dev.trm.cli.gateway.GatewayException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line; see {@code ./trm}, which adds the commands that need no gateway. */
@Command(
    name = "trm",
    description = "A client of trm's REST API.",
    synopsisSubcommandLabel = "COMMAND")
public final class Trm {
  private Trm() {}

  public static void main(String[] arguments) {
    System.exit(run(Surroundings.ofProcess(), arguments));
  }

  /** Runs a command and returns its {@link ExitCode}. */
  static int run(Surroundings surroundings, String... arguments) {
    Console console = surroundings.console();
    CommandLine line = commandLine(surroundings);
    line.setOut(new PrintWriter(console.out(), true, Charset.defaultCharset()));
    line.setErr(new PrintWriter(console.err(), true, Charset.defaultCharset()));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            console.colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setExecutionExceptionHandler((failure, command, parsed) -> exitCode(failure, console));
    return line.execute(arguments);
  }

  static CommandLine commandLine(Surroundings surroundings) {
    return new CommandLine(new Trm())
        .addSubcommand("solve", new SolveCommand(surroundings))
        .addSubcommand("arc", ArcCommand.withSubcommands(surroundings))
        .addSubcommand("train", new TrainCommand(surroundings))
        .addSubcommand("retrain", new RetrainCommand(surroundings))
        .addSubcommand("recipes", new RecipesCommand(surroundings))
        .addSubcommand("jobs", new JobsCommand(surroundings))
        .addSubcommand("runs", new RunsCommand(surroundings))
        .addSubcommand("sweep", new SweepCommand(surroundings))
        .addSubcommand("sweeps", new SweepsCommand(surroundings))
        .addSubcommand("models", new ModelsCommand(surroundings))
        .addSubcommand("datasets", new DatasetsCommand(surroundings))
        .addSubcommand("import", new ImportCommand(surroundings))
        .addSubcommand("export", new ExportCommand(surroundings))
        .addSubcommand("audit", AuditCommand.withSubcommands(surroundings))
        .addSubcommand("keys", new KeysCommand(surroundings))
        .addSubcommand("demo", new DemoCommand(surroundings));
  }

  private static int exitCode(Exception failure, Console console) throws Exception {
    if (failure instanceof UsageException) {
      console.note("trm: " + failure.getMessage());
      return ExitCode.WRONG_USAGE;
    }
    if (failure instanceof GatewayException) {
      console.note("trm: " + failure.getMessage());
      return ExitCode.FAILED;
    }
    throw failure;
  }
}
