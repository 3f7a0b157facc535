package dev.trm.gateway.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.gateway.training.Ancestor;
import dev.trm.jobs.gate.GateVerdict;
import dev.trm.jobs.recipe.RunOrigin;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A report as Markdown for a comment: tables, a sparkline, and a chart that GitHub and GitLab draw.
 * Names that others chose stand in code spans, where they are neither markup nor mentions. It is
 * never near the 65,536 characters that a comment on GitHub may have: every part has its bound.
 */
final class ReportMarkdown {
  private static final int LONGEST_SPAN = 300;
  private static final int CHART_POINTS = 25;
  private static final int SPARKS = 40;
  private static final String SPARK = "▁▂▃▄▅▆▇█";
  private static final int SHORT_COMMIT = 12;

  private final StringBuilder text = new StringBuilder();
  private final RunReport report;
  private final URI base;

  private ReportMarkdown(RunReport report, URI base) {
    this.report = report;
    this.base = base;
  }

  /**
   * Writes a report.
   *
   * @param heldOut share of held-out puzzles solved over the steps; empty before the first look
   * @param base of the links
   */
  static String of(RunReport report, Optional<Curve> heldOut, URI base) {
    ReportMarkdown markdown = new ReportMarkdown(report, base);
    markdown.verdict();
    markdown.facts();
    markdown.gate();
    markdown.figures();
    heldOut.ifPresent(markdown::curve);
    return markdown.text.toString();
  }

  private void verdict() {
    line("### " + code(report.model()) + ": " + report.verdict().words());
    line("");
    line(code(report.reason()));
    line("");
  }

  private void facts() {
    line("| | |");
    line("|---|---|");
    fact("run", link(code(report.run()), "run"));
    fact("version", report.version() == null ? null : code(report.version()));
    Ancestor ancestor = report.goesOnFrom();
    if (ancestor != null) {
      fact("goes on from", ancestor(ancestor));
    }
    String goesOnAs = report.goesOnAs();
    fact("goes on as", goesOnAs == null ? null : link(code(goesOnAs), "goesOnAs"));
    RunReport.OfSweep sweep = report.sweep();
    if (sweep != null) {
      String decided = sweep.decided();
      fact(
          "sweep", link(code(sweep.id()), "sweep") + (decided == null ? "" : ": " + code(decided)));
    }
    RunOrigin origin = report.origin();
    if (origin != null) {
      fact("commit", commit(origin));
    }
    fact("started by", startedBy(origin));
    fact("trained", training());
    fact("stopped early", report.stoppedEarly());
    fact("data", code(fields(report.dataset())));
    fact("data SHA-256", report.dataSha256() == null ? null : code(report.dataSha256()));
    fact("checkpoint", report.checkpoint() == null ? null : code(report.checkpoint()));
    line("");
  }

  private String ancestor(Ancestor ancestor) {
    return (ancestor.run() == null
            ? "checkpoint " + code(ancestor.checkpoint())
            : link(code(ancestor.run()), "goesOnFrom"))
        + (ancestor.step() == null ? "" : " at step " + number(ancestor.step()));
  }

  private static @Nullable String commit(RunOrigin origin) {
    List<String> parts = new ArrayList<>();
    String commit = origin.commit();
    if (commit != null) {
      String shown = code(commit.substring(0, Math.min(SHORT_COMMIT, commit.length())));
      parts.add(origin.url() == null ? shown : "[" + shown + "](" + address(origin.url()) + ")");
    }
    if (origin.ref() != null) {
      parts.add(code(origin.ref()));
    }
    if (origin.repository() != null) {
      parts.add("of " + code(origin.repository()));
    }
    return parts.isEmpty() ? null : String.join(" ", parts);
  }

  /** Who has a key is known; whom events name, and whom callers name, is their word. */
  private String startedBy(@Nullable RunOrigin origin) {
    String submitter = code(report.submittedBy());
    if (origin == null) {
      return submitter;
    }
    String actor = origin.actor() == null ? null : code(origin.actor());
    String starter =
        origin.source().equals(RunOrigin.KEY)
            ? submitter + (actor == null ? "" : " for " + actor)
            : (actor == null ? "" : actor + ", ") + code(origin.source() + " " + origin.event());
    return starter + ", recipe " + code(origin.recipe());
  }

  private String training() {
    JsonNode training = report.training();
    long steps = training.path("steps").asLong();
    long done = report.steps();
    return (done == steps ? number(steps) : number(done) + " of " + number(steps))
        + " steps, batch "
        + training.path("batch").asInt()
        + ", learning rate "
        + training.path("learningRate").asText()
        + ", seed "
        + training.path("seed").asText();
  }

  private void gate() {
    if (report.gate().isEmpty()) {
      return;
    }
    line(
        "| gate | "
            + (report.champion() == null ? "champion" : code(report.champion()))
            + " | this run | needed | |");
    line("|---|---:|---:|---:|---|");
    for (GateVerdict verdict : report.gate()) {
      String figure =
          verdict.criterion().equals("accuracy") || verdict.of() != null ? "%.4f" : "%.2f";
      line(
          "| "
              + rule(verdict)
              + " | "
              + String.format(Locale.ROOT, figure, verdict.champion())
              + " | "
              + String.format(Locale.ROOT, figure, verdict.challenger())
              + " | "
              + (verdict.criterion().equals("cycles") ? "≤ " : "≥ ")
              + String.format(Locale.ROOT, figure, verdict.bound())
              + " | "
              + (verdict.passed() ? "passed" : "**not passed**")
              + " |");
    }
    line("");
  }

  private static String rule(GateVerdict verdict) {
    return switch (verdict.criterion()) {
      case "accuracy" -> "accuracy";
      case "band" -> "accuracy, worst band: " + code(verdict.of() == null ? "" : verdict.of());
      case "cycles" -> "mean cycles";
      case "speed" -> "puzzles a second";
      default -> code(verdict.criterion());
    };
  }

  private void figures() {
    if (report.heldOut().isEmpty()) {
      return;
    }
    List<String> modes = List.copyOf(report.heldOut().get(0).modes().keySet());
    line("Exact answers on held-out puzzles and mean cycles, by halt mode" + difference() + ":");
    line("");
    line("| puzzles | number | " + String.join(" | ", modes) + " |");
    line("|---|---:|" + "---:|".repeat(modes.size()));
    for (RunReport.Row row : report.heldOut()) {
      line(
          "| "
              + row.of()
              + " | "
              + number(row.puzzles())
              + " | "
              + modes.stream()
                  .map(mode -> cell(row.modes().get(mode)))
                  .collect(Collectors.joining(" | "))
              + " |");
    }
    line("");
  }

  private String difference() {
    return report.champion() == null
        ? ""
        : "; in brackets the difference to " + code(report.champion()) + " on the same puzzles";
  }

  private static String cell(RunReport.@Nullable Figures figures) {
    if (figures == null) {
      return "";
    }
    Double exact = figures.exactBefore();
    Double cycles = figures.meanCyclesBefore();
    Double valid = figures.valid();
    return String.format(Locale.ROOT, "%.1f %%", 100 * figures.exact())
        + (exact == null ? "" : signed(100 * (figures.exact() - exact)))
        + (valid == null || valid == figures.exact()
            ? ""
            : String.format(Locale.ROOT, ", valid %.1f %%", 100 * valid))
        + String.format(Locale.ROOT, ", %.1f", figures.meanCycles())
        + (cycles == null ? "" : signed(figures.meanCycles() - cycles));
  }

  /** A difference that rounds to nothing has no sign. */
  private static String signed(double difference) {
    String shown = String.format(Locale.ROOT, "%+.1f", difference);
    return shown.endsWith("0.0") && shown.length() == 4
        ? " (±0.0)"
        : " (" + shown.replace('-', '−') + ")";
  }

  private void curve(Curve curve) {
    boolean single = curve.points().size() < 2;
    line(
        "Held-out puzzles right: `"
            + sparks(curve)
            + "` "
            + percent(curve.first().value())
            + " at step "
            + number(curve.first().step())
            + (single
                ? ""
                : ", " + percent(curve.last().value()) + " at step " + number(curve.last().step()))
            + " ("
            + link("picture", "curve")
            + ")");
    if (single) {
      return;
    }
    line("");
    line("<details><summary>Curve</summary>");
    line("");
    line("```mermaid");
    line("xychart-beta");
    line("  x-axis \"step\" " + curve.first().step() + " --> " + curve.last().step());
    line("  y-axis \"held-out puzzles solved, %\" 0 --> 100");
    line(
        "  line ["
            + curve.evenly(CHART_POINTS).stream()
                .map(value -> String.format(Locale.ROOT, "%.1f", 100 * value))
                .collect(Collectors.joining(", "))
            + "]");
    line("```");
    line("");
    line("</details>");
  }

  private static String sparks(Curve curve) {
    StringBuilder sparks = new StringBuilder();
    for (double value : curve.evenly(Math.min(SPARKS, curve.points().size()))) {
      int height = (int) Math.floor(Math.max(0, Math.min(0.999, value)) * SPARK.length());
      sparks.append(SPARK.charAt(height));
    }
    return sparks.toString();
  }

  private void fact(String name, @Nullable String value) {
    if (value != null) {
      line("| " + name + " | " + value + " |");
    }
  }

  private String link(String words, String name) {
    String path = report.links().get(name);
    return path == null ? words : "[" + words + "](" + address(base.resolve(path).toString()) + ")";
  }

  private static String fields(JsonNode object) {
    List<String> fields = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      JsonNode value = field.getValue();
      if (!value.isNull()) {
        fields.add(
            field.getKey() + " " + (value.isValueNode() ? value.asText() : value.toString()));
      }
    }
    return String.join(", ", fields);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A code span that its text cannot end, within a table's cell too. */
  private static String code(String text) {
    String plain =
        text.codePoints()
            .limit(LONGEST_SPAN)
            .map(c -> c == '`' ? '\'' : Character.isISOControl(c) ? ' ' : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return "`" + plain.replace("|", "\\|") + (plain.length() < text.length() ? "…" : "") + "`";
  }

  /** An address that ends where it does, whatever is in it. */
  private static String address(String url) {
    StringBuilder address = new StringBuilder();
    for (char c : url.toCharArray()) {
      if ("()<>[]|\\`\"' ".indexOf(c) >= 0 || c > '~' || c <= ' ') {
        for (byte b : String.valueOf(c).getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
          address.append(String.format(Locale.ROOT, "%%%02X", b));
        }
      } else {
        address.append(c);
      }
    }
    return address.toString();
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
