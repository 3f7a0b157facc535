package dev.trm.benchmarks.model;

import dev.trm.benchmarks.measure.Arguments;
import dev.trm.model.Mixer;
import dev.trm.model.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Command-line options.
 *
 * @param cases in the order in which they are measured
 * @param calls of each case
 * @param seconds of timed calls of each side, over all rounds
 * @param rounds in each of which all sides take turns
 * @param threads native threads, of all sides
 * @param longest maximum seconds of a call; cases with longer calls are skipped
 * @param python an interpreter that has PyTorch; null for none
 * @param ways in which Python runs the network: eager, compiled; compiling takes a minute for each
 *     case
 * @param json a file for the report; null for none
 */
record ModelOptions(
    List<Case> cases,
    List<Call> calls,
    int seconds,
    int rounds,
    int threads,
    int longest,
    @Nullable Path python,
    List<String> ways,
    @Nullable Path json) {
  static final String USAGE =
      "usage: trm bench model [--python PYTHON] [--ways eager,compiled] [--sizes full,small]"
          + " [--variants mlp,attention,relations] [--precisions float32,bfloat16] [--batches 1,8,32,128]"
          + " [--calls cycle,step] [--seconds S] [--rounds N] [--threads N] [--longest SECONDS]"
          + " [--json FILE]";

  static final String EAGER = "eager";
  static final String COMPILED = "compiled";

  private static final int MOST_BATCH = 4096;
  private static final int MOST_SECONDS = 3600;
  private static final int MOST_ROUNDS = 100;
  private static final int MOST_THREADS = 1024;

  ModelOptions {
    cases = List.copyOf(cases);
    calls = List.copyOf(calls);
    ways = List.copyOf(ways);
  }

  /**
   * Parses arguments.
   *
   * @param cores default of {@code --threads}
   * @throws IllegalArgumentException naming the invalid argument
   */
  static ModelOptions parse(int cores, String... arguments) {
    Arguments given =
        new Arguments(
            Set.of(
                "--python",
                "--ways",
                "--sizes",
                "--variants",
                "--precisions",
                "--batches",
                "--calls",
                "--seconds",
                "--rounds",
                "--threads",
                "--longest",
                "--json"),
            arguments);
    List<NetworkSize> sizes = chosen(given, "--sizes", NetworkSize.values(), NetworkSize::text);
    List<Mixer> mixers =
        chosen(
            given,
            "--variants",
            new Mixer[] {Mixer.MLP, Mixer.ATTENTION, Mixer.RELATIONS},
            each -> each.name().toLowerCase(Locale.ROOT));
    List<Precision> precisions =
        chosen(
            given,
            "--precisions",
            new Precision[] {Precision.FLOAT32, Precision.BFLOAT16},
            Precision::toString);
    List<Integer> batches = given.wholes("--batches", List.of(1, 8, 32, 128), 1, MOST_BATCH);
    List<Case> cases = new ArrayList<>();
    for (NetworkSize size : sizes) {
      for (Mixer mixer : mixers) {
        for (Precision precision : precisions) {
          batches.forEach(batch -> cases.add(new Case(size, mixer, precision, batch)));
        }
      }
    }
    return new ModelOptions(
        cases,
        chosen(given, "--calls", Call.values(), Call::text),
        given.whole("--seconds", 3, 1, MOST_SECONDS),
        given.whole("--rounds", 3, 1, MOST_ROUNDS),
        given.whole("--threads", cores, 1, MOST_THREADS),
        given.whole("--longest", 10, 1, MOST_SECONDS),
        given.path("--python"),
        given.words("--ways", List.of(EAGER), List.of(EAGER, COMPILED)),
        given.path("--json"));
  }

  private static <T> List<T> chosen(
      Arguments given, String option, T[] all, Function<T, String> text) {
    List<String> names = Arrays.stream(all).map(text).toList();
    return given.words(option, names, names).stream()
        .map(name -> all[names.indexOf(name)])
        .toList();
  }
}
