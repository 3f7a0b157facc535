package dev.trm.benchmarks.model;

import dev.trm.benchmarks.measure.Machine;
import dev.trm.benchmarks.measure.Spread;
import dev.trm.model.Compute;
import dev.trm.model.Mixer;
import dev.trm.model.Precision;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.torch.Backend;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares and times all sides on the same networks. Their numbers are compared first. Then they
 * are timed in rounds with changing order, together with the machine's matrix products, so that a
 * temporary disturbance affects all of them. For a single use.
 */
final class ModelRun {
  /** Calls shorter than this have a warm-up call after another side's turn. */
  private static final double SHORT_SECONDS = 1;

  /** The estimated ratio of a call's time to that of its products at the peak. */
  private static final double BESIDE_PRODUCTS = 1.5;

  /** The maximum share of available memory that a training step may need. */
  private static final double MOST_MEMORY = 0.6;

  private final ModelOptions options;
  private final Path directory;
  private final PrintStream progress;
  private final JavaSide java;
  private final List<PythonSide> pythons = new ArrayList<>();
  private final Map<Precision, Peak> peaks = new EnumMap<>(Precision.class);
  private final List<String> leftOut = new ArrayList<>();

  /**
   * @param directory for exchanged files
   */
  ModelRun(ModelOptions options, Path directory, PrintStream progress) {
    this.options = options;
    this.directory = directory;
    this.progress = progress;
    this.java = new JavaSide(options.threads());
  }

  ModelReport run() throws IOException, InterruptedException {
    Machine machine = Machine.here(Instant.now());
    Backend auto = Backend.of(Compute.parse("cpu", "auto", options.threads()));
    List<ModelReport.Row> rows = new ArrayList<>();
    try {
      Path python = options.python();
      if (python != null) {
        for (String way : options.ways()) {
          boolean compiled = way.equals(ModelOptions.COMPILED);
          pythons.add(PythonSide.start(python, compiled, options.threads(), directory));
        }
      }
      for (Case one : options.cases()) {
        rows.addAll(rows(one));
      }
      return new ModelReport(
          machine,
          String.valueOf(auto.facts().get("library")),
          pythons.isEmpty() ? null : "PyTorch " + pythons.get(0).version(),
          options.threads(),
          options.seconds(),
          options.rounds(),
          auto.precision(),
          rows,
          leftOut);
    } finally {
      java.close();
      for (PythonSide each : pythons) {
        each.close();
      }
      peaks.values().forEach(Peak::close);
    }
  }

  private List<ModelReport.Row> rows(Case one) throws IOException {
    Peak peak = peaks.computeIfAbsent(one.precision(), p -> new Peak(p, options.threads()));
    Exchange exchange = Exchange.of(one);
    List<ModelReport.Row> rows = new ArrayList<>();
    for (Call call : options.calls()) {
      String reason = tooMuch(one, call, peak);
      if (reason != null) {
        leave(one + " " + call.text() + ": " + reason);
        continue;
      }
      rows.add(row(one, call, peak, exchange));
    }
    return rows;
  }

  private @Nullable String tooMuch(Case one, Call call, Peak peak) throws IOException {
    double flops = flops(Product.of(one.config(), one.batch(), call));
    double seconds = BESIDE_PRODUCTS * flops / peak.flopsPerSecond();
    if (seconds > options.longest()) {
      return String.format(Locale.ROOT, "a call would take %.0f s or more; see --longest", seconds);
    }
    double bytes = StepMemory.needed(one);
    if (call == Call.STEP && bytes > MOST_MEMORY * StepMemory.available()) {
      return String.format(Locale.ROOT, "a step would hold %.1f GB", bytes / 1e9);
    }
    return null;
  }

  /**
   * A side that is measured in a case.
   *
   * @param agreement of its numbers with this project's
   * @param seconds of a call, by round
   */
  private record Contender(Side side, List<Agreement> agreement, List<Double> seconds) {
    Contender(Side side, List<Agreement> agreement) {
      this(side, agreement, new ArrayList<>());
    }

    ModelReport.Timed timed(Contender ours) {
      return new ModelReport.Timed(
          side.name(), spread(seconds, 1e3), Spread.of(ratios(seconds, ours.seconds)), agreement);
    }
  }

  private ModelReport.Row row(Case one, Call call, Peak peak, Exchange exchange)
      throws IOException {
    List<Contender> contenders = agreeing(one, call, exchange);
    List<Product> products = Product.of(one.config(), one.batch(), call);
    double flops = flops(products);
    List<Double> peakRates = new ArrayList<>();
    List<Double> alone = new ArrayList<>();
    List<Contender> order = new ArrayList<>(contenders);
    for (int round = 0; round < options.rounds(); round++) {
      peakRates.add(peak.flopsPerSecond());
      alone.add(peak.seconds(products));
      for (Contender each : order) {
        each.seconds().add(turn(each.side(), call));
      }
      Collections.rotate(order, -1);
    }
    Contender ours = contenders.get(0);
    List<Double> shares = new ArrayList<>();
    for (int round = 0; round < options.rounds(); round++) {
      shares.add(flops / ours.seconds().get(round) / peakRates.get(round));
    }
    ModelReport.Row row =
        new ModelReport.Row(
            one,
            call,
            flops / 1e9,
            peak.size(),
            spread(peakRates, 1e-9),
            Spread.of(shares),
            spread(alone, 1e3),
            Breakdown.of(java, call),
            java.kernels(call),
            call == Call.CYCLE ? PartialBlock.of(products, peak, options.rounds()) : List.of(),
            contenders.stream().map(each -> each.timed(ours)).toList());
    progress.printf("%s %s: %s%n", one, call.text(), row.sides());
    return row;
  }

  /** The sides that compute the same numbers as this project's; this project's first. */
  private List<Contender> agreeing(Case one, Call call, Exchange exchange) throws IOException {
    java.open(one, exchange);
    Map<String, HostTensor> ours = new HashMap<>(java.first(call));
    if (one.mixer() == Mixer.RELATIONS && one.precision() == Precision.BFLOAT16) {
      // In an untrained network, symbols that no given distinguishes are tied, so rounding decides.
      // Gradients cancel until a third of them or more is rounding error, on either side.
      ours.keySet().removeIf(name -> name.equals("tokens") || name.startsWith("first."));
    }
    List<Contender> contenders = new ArrayList<>();
    contenders.add(new Contender(java, List.of()));
    for (PythonSide each : pythons) {
      try {
        each.open(one, exchange);
        contenders.add(
            new Contender(
                each, Agreement.check(one.precision(), each.name(), ours, each.first(call))));
      } catch (CannotComputeException e) {
        if (each.name().equals(ModelOptions.EAGER)) {
          throw e;
        }
        leave(one + " " + call.text() + ": " + e.getMessage());
      }
    }
    return contenders;
  }

  /** The median of as many calls as fit in its share of the time, at least one. */
  private double turn(Side side, Call call) throws IOException {
    double first = side.seconds(call);
    List<Double> calls = new ArrayList<>();
    double share = (double) options.seconds() / options.rounds();
    double spent = 0;
    if (first >= SHORT_SECONDS) {
      calls.add(first);
      spent = first;
    }
    while (calls.isEmpty() || spent < share) {
      double one = side.seconds(call);
      calls.add(one);
      spent += one;
    }
    return Spread.of(calls).median();
  }

  private void leave(String what) {
    progress.println("left out: " + what);
    leftOut.add(what);
  }

  private static double flops(List<Product> products) {
    return products.stream().mapToDouble(Product::flops).sum();
  }

  private static List<Double> ratios(List<Double> some, List<Double> base) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < some.size(); round++) {
      ratios.add(some.get(round) / base.get(round));
    }
    return ratios;
  }

  private static Spread spread(List<Double> figures, double unit) {
    return Spread.of(figures.stream().map(each -> each * unit).toList());
  }
}
