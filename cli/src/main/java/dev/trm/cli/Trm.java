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
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
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
    boolean stackTraces = !surroundings.environment().getOrDefault("TRM_DEBUG", "").isEmpty();
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> exitCode(failure, console, stackTraces));
    return line.execute(arguments);
  }

  static CommandLine commandLine(Surroundings surroundings) {
    CommandLine trm =
        new CommandLine(new Trm())
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
    addVersion(trm);
    return trm;
  }

  private static void addVersion(CommandLine command) {
    command.getCommandSpec().versionProvider(new VersionOfBuild());
    command.getSubcommands().values().forEach(Trm::addVersion);
  }

  private static int exitCode(Exception failure, Console console, boolean stackTraces) {
    if (failure instanceof UsageException) {
      console.note("trm: " + failure.getMessage());
      return ExitCode.WRONG_USAGE;
    }
    if (failure instanceof InterruptedException) {
      return ExitCode.INTERRUPTED;
    }
    if (failure instanceof GatewayException) {
      console.note("trm: " + failure.getMessage());
      return ExitCode.FAILED;
    }
    console.note(
        "trm: unexpected failure: "
            + failure
            + "; set TRM_DEBUG=1 to print the stack trace, and report it as a bug");
    if (stackTraces) {
      failure.printStackTrace(console.err());
    }
    return ExitCode.FAILED;
  }
}
