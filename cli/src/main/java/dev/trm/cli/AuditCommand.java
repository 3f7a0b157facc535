package dev.trm.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.audit.ExportedAnchor;
import dev.trm.audit.Finding;
import dev.trm.audit.InclusionProof;
import dev.trm.audit.VerifyKey;
import dev.trm.cli.console.Console;
import dev.trm.cli.gateway.Gateway;
import dev.trm.cli.gateway.GatewayException;
import dev.trm.cli.gateway.PathSegment;
import dev.trm.puzzles.JsonErrors;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "audit",
    description = "Verify the audit, and take out what shows later that it was not changed.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
final class AuditCommand {
  private static final ObjectMapper JSON = new ObjectMapper();

  private AuditCommand() {}

  static CommandLine withSubcommands(Surroundings surroundings) {
    return new CommandLine(new AuditCommand())
        .addSubcommand("verify", new Verify(surroundings))
        .addSubcommand("export", new Export(surroundings))
        .addSubcommand("proof", new Proof(surroundings))
        .addSubcommand("key", new Key(surroundings));
  }

  @Command(
      name = "verify",
      description =
          "Verify everything the gateway has, or, without it, a FILE made by export or proof."
              + " Exit code 0: whole; 3: not.",
      mixinStandardHelpOptions = true)
  static final class Verify implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "An export or a proof.")
    private @Nullable Path file;

    @Option(
        names = "--key",
        paramLabel = "KEY",
        description = "The public key that you noted down (./trm audit key); needed with FILE.")
    private @Nullable String key;

    @Option(
        names = "--since",
        paramLabel = "TIME",
        description = "Only jobs queued at or after, like 2026-01-31T12:00:00Z.")
    private @Nullable String since;

    @Option(
        names = "--json",
        description = "Print each finding and the totals as JSON, one a line.")
    private boolean json;

    Verify(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws UsageException, GatewayException, InterruptedException {
      Path named = file;
      return named == null ? online() : offline(named);
    }

    private int online() throws GatewayException, InterruptedException {
      Console console = surroundings.console();
      List<JsonNode> last = new ArrayList<>();
      String query =
          since == null ? "" : "?since=" + URLEncoder.encode(since, StandardCharsets.UTF_8);
      surroundings
          .gateway()
          .lines(
              "/v1/audit/verify" + query,
              line -> {
                JsonNode parsed = parse(line);
                if (parsed.has("verified")) {
                  last.add(parsed);
                }
                if (json) {
                  console.line(line);
                } else if (!parsed.has("verified")) {
                  console.line(
                      parsed.path("kind").asText()
                          + (parsed.has("job") ? "  job " + parsed.path("job").asText() : "")
                          + "  "
                          + parsed.path("words").asText());
                }
              });
      if (last.isEmpty()) {
        throw new GatewayException("the verification broke off before its end");
      }
      JsonNode looked = last.get(0).path("looked");
      if (!json) {
        console.line(
            String.format(
                "%s jobs with %s events, %s anchors and %s operators' actions verified, %s jobs"
                    + " removed by policy: %s",
                looked.path("jobs").asText(),
                looked.path("events").asText(),
                looked.path("anchors").asText(),
                looked.path("actions").asText(),
                looked.path("retired").asText(),
                found(looked.path("findings").asLong())));
      }
      return last.get(0).path("verified").asBoolean() ? ExitCode.DONE : ExitCode.NOT_GOOD_ENOUGH;
    }

    private int offline(Path from) throws UsageException {
      if (key == null) {
        throw new UsageException("with FILE, --key names the public key that you trust");
      }
      VerifyKey trusted;
      try {
        trusted = new VerifyKey(key);
      } catch (IllegalArgumentException e) {
        throw new UsageException("--key is '" + key + "'; it must be as ./trm audit key has it", e);
      }
      try (MappingIterator<JsonNode> values =
          JSON.readerFor(JsonNode.class).readValues(Files.readString(from))) {
        List<JsonNode> documents = values.readAll();
        return documents.size() == 1 && documents.get(0).has("path")
            ? proof(JSON.treeToValue(documents.get(0), InclusionProof.class), trusted)
            : anchors(documents, trusted);
      } catch (JsonProcessingException e) {
        throw neither(from, JsonErrors.describe(e), e);
      } catch (IllegalArgumentException e) {
        throw neither(from, String.valueOf(e.getMessage()), e);
      } catch (IOException e) {
        throw UsageException.unreadable(from, e);
      }
    }

    private static UsageException neither(Path file, String reason, Exception cause) {
      return new UsageException(
          "'" + file + "' holds neither anchors nor a proof: " + reason, cause);
    }

    private int proof(InclusionProof proof, VerifyKey trusted) {
      List<String> wrong = new ArrayList<>(proof.verify());
      if (!proof.publicKey().equals(trusted.base64())) {
        wrong.add("it is signed with another key than --key");
      }
      if (json) {
        ObjectNode verdict = JSON.createObjectNode().put("verified", wrong.isEmpty());
        verdict.put("job", proof.job().toString()).set("findings", JSON.valueToTree(wrong));
        surroundings.console().line(verdict.toString());
        return wrong.isEmpty() ? ExitCode.DONE : ExitCode.NOT_GOOD_ENOUGH;
      }
      wrong.forEach(surroundings.console()::line);
      surroundings
          .console()
          .line(
              "job "
                  + proof.job()
                  + " ended with "
                  + proof.events()
                  + " events, the last one's hash "
                  + proof.hash()
                  + ": "
                  + (wrong.isEmpty() ? "proved" : "not proved"));
      return wrong.isEmpty() ? ExitCode.DONE : ExitCode.NOT_GOOD_ENOUGH;
    }

    private int anchors(List<JsonNode> documents, VerifyKey trusted)
        throws JsonProcessingException {
      List<ExportedAnchor> anchors = new ArrayList<>();
      for (JsonNode document : documents) {
        anchors.add(JSON.treeToValue(document, ExportedAnchor.class));
      }
      ExportedAnchor.Verified verified = ExportedAnchor.verify(anchors, trusted);
      if (json) {
        ObjectNode verdict = JSON.createObjectNode().put("verified", verified.findings().isEmpty());
        verdict.put("anchors", verified.anchors()).put("jobs", verified.jobs());
        verdict.put("actions", verified.actions());
        verdict.set("findings", JSON.valueToTree(verified.findings()));
        surroundings.console().line(verdict.toString());
        return verified.findings().isEmpty() ? ExitCode.DONE : ExitCode.NOT_GOOD_ENOUGH;
      }
      for (Finding finding : verified.findings()) {
        surroundings.console().line(finding.kind() + "  " + finding.words());
      }
      surroundings
          .console()
          .line(
              verified.anchors()
                  + " anchors over "
                  + verified.jobs()
                  + " jobs and "
                  + verified.actions()
                  + " operators' actions verified: "
                  + found(verified.findings().size()));
      return verified.findings().isEmpty() ? ExitCode.DONE : ExitCode.NOT_GOOD_ENOUGH;
    }

    private static String found(long findings) {
      return findings == 0 ? "all is whole" : findings + " things are wrong";
    }

    private static JsonNode parse(String line) {
      try {
        return JSON.readTree(line);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("the gateway does not speak JSON: " + line, e);
      }
    }
  }

  @Command(
      name = "export",
      description = "Print the signed anchors, one a line.",
      mixinStandardHelpOptions = true)
  static final class Export implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(
        names = "--after",
        paramLabel = "N",
        defaultValue = "0",
        description = "Only anchors with a greater number, to continue an earlier export.")
    private long after;

    @Option(names = "--json", description = "Accepted for uniformity; the output is always JSON.")
    private boolean json;

    Export(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws GatewayException, InterruptedException {
      Console console = surroundings.console();
      surroundings.gateway().lines("/v1/audit/anchors/export?after=" + after, console::line);
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "proof",
      description = "Print a proof of how a job ended, for ./trm audit verify FILE.",
      mixinStandardHelpOptions = true)
  static final class Proof implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String job = "";

    @Option(names = "--json", description = "Accepted for uniformity; the output is always JSON.")
    private boolean json;

    Proof(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws GatewayException, InterruptedException {
      Gateway gateway = surroundings.gateway();
      surroundings
          .console()
          .line(gateway.get("/v1/jobs/" + PathSegment.of(job) + "/proof").toString());
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "key",
      description = "Print the public key that the anchors are signed with.",
      mixinStandardHelpOptions = true)
  static final class Key implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(names = "--json", description = "Print the gateway's answer as JSON.")
    private boolean json;

    Key(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws GatewayException, InterruptedException {
      JsonNode answer = surroundings.gateway().get("/v1/audit/key");
      surroundings.console().line(json ? answer.toString() : answer.path("publicKey").asText());
      return ExitCode.DONE;
    }
  }
}
