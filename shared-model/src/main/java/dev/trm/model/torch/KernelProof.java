package dev.trm.model.torch;

import static dev.trm.model.torch.KernelProbes.PLAIN;

import dev.trm.model.CellGroups;
import dev.trm.model.Mixer;
import dev.trm.model.TrmConfig;
import dev.trm.model.torch.KernelProbes.Form;
import dev.trm.model.torch.KernelProbes.Probe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tests the kernels of a network before its first use. Each product with its fused operation, at
 * the network's own shapes, the norm and attention are compared with the same formula in float64 on
 * seeded random numbers. A kernel whose deviation exceeds the rounding bound is replaced by the
 * plain operation; if a plain operation exceeds it, the network does not load.
 *
 * <p>A library can be correct on one processor and wrong on another: oneDNN has products whose last
 * columns are wrong on some processors with AVX-512. Findings are cached for the life of the JVM.
 * On a GPU the plain operations are used without a comparison.
 */
public final class KernelProof {

  private static final Logger LOG = LoggerFactory.getLogger(KernelProof.class);

  /** The maximum number of matrix elements to compare; larger matrices are tested in part. */
  private static final int MOST = 1 << 22;

  private static final String FUSED = "fused";

  /** Cached decisions by network and batch sizes. */
  private static final Map<Question, Kernels> DECIDED = new ConcurrentHashMap<>();

  /** Kernels that deviated, regardless of their number of rows, so that each is logged once. */
  private static final Set<Probe> REPLACED = ConcurrentHashMap.newKeySet();

  /**
   * @param counts the rows that one pass computes at once
   * @param batches the complete batches
   */
  private record Question(
      TrmConfig config,
      Backend backend,
      Set<Batch> counts,
      Set<Batch> batches,
      boolean gradients) {}

  /**
   * Rows that are computed together.
   *
   * @param shape the shape of their puzzles; null for networks without relations
   */
  record Batch(int rows, CellGroups.@Nullable Shape shape) {
    static Batch of(int rows) {
      return new Batch(rows, null);
    }
  }

  private final TrmConfig config;
  private final Backend backend;
  private final FreeProducts products;
  private final KernelProbes probes;
  private final List<String> deviating = new ArrayList<>();

  private KernelProof(
      TrmConfig config, Backend backend, FreeProducts products, TorchScript script) {
    this.config = config;
    this.backend = backend;
    this.products = products;
    this.probes = new KernelProbes(backend, products, script);
  }

  /** The number of kernels that deviated and were replaced since this process started. */
  public static int replaced() {
    return REPLACED.size();
  }

  /**
   * Chooses the kernels of a network for inference.
   *
   * @param most the maximum number of rows of a batch; all smaller numbers are tested too
   * @throws IllegalStateException if a plain operation is wrong on this machine
   */
  static Kernels toSolve(TrmConfig config, Backend backend, Batch most) {
    int atOnce = Kernels.rowsAtOnce(config, most.shape(), backend);
    Set<Batch> counts =
        IntStream.rangeClosed(1, Math.min(most.rows(), atOnce))
            .mapToObj(rows -> new Batch(rows, most.shape()))
            .collect(Collectors.toSet());
    return of(new Question(config, backend, counts, Set.of(most), false));
  }

  /**
   * Chooses the kernels of a network for training, and for inference with the same numbers of rows.
   *
   * @param batches all batches to be used
   * @throws IllegalStateException if a plain operation is wrong on this machine
   */
  static Kernels toTrain(TrmConfig config, Backend backend, Set<Batch> batches) {
    Set<Batch> counts = new LinkedHashSet<>();
    for (Batch batch : batches) {
      int rows = batch.rows();
      int atOnce = Kernels.rowsAtOnce(config, batch.shape(), backend);
      counts.add(new Batch(Math.min(rows, atOnce), batch.shape()));
      if (rows > atOnce && rows % atOnce != 0) {
        counts.add(new Batch(rows % atOnce, batch.shape()));
      }
    }
    return of(new Question(config, backend, counts, Set.copyOf(batches), true));
  }

  /** Synchronised, so that two threads do not run the same measurement twice. */
  private static synchronized Kernels of(Question question) {
    Kernels known = DECIDED.get(question);
    if (known == null) {
      known = decide(question);
      DECIDED.put(question, known);
    }
    return known;
  }

  private static Kernels decide(Question question) {
    Backend backend = question.backend();
    FreeProducts products = FreeProducts.of(question.config(), backend);
    if (backend.device().isGpu()) {
      return Kernels.unproved(products);
    }
    try (TorchScript script =
        new TorchScript(TorchProducts.ANY, backend, Kernels.unproved(products))) {
      return new KernelProof(question.config(), backend, products, script)
          .decide(question.counts(), question.batches(), question.gradients());
    }
  }

  private Kernels decide(Set<Batch> counts, Set<Batch> batches, boolean gradients) {
    long began = System.nanoTime();
    int known = KernelProbes.compared();
    List<String> replaced = new ArrayList<>();
    int plainly = 0;
    List<Matrix> matrices = matrices();
    for (int i = 0; i < matrices.size(); i++) {
      Matrix matrix = matrices.get(i);
      // With relations, the pass with gradient also uses the product without a fused operation.
      boolean alone = gradients && config.mixer().takesGroups() && matrix.form != Form.PLUS;
      if (!proved(matrix, counts) || alone && !proved(matrix.alone(), counts)) {
        plainly |= 1 << i;
        replaced.add(Kernels.matrices(config).get(i));
      }
    }
    boolean fusedNorm = norm(counts);
    if (!fusedNorm) {
      replaced.add("norm");
    }
    boolean fusedAttention = config.mixer() != Mixer.ATTENTION || attention(gradients);
    if (!fusedAttention) {
      replaced.add("attention");
    }
    if (config.mixer().takesGroups()) {
      ends(counts).forEach(count -> related(count, gradients));
      batches.forEach(batch -> fieldHeads(batch.rows(), shape(batch), gradients));
    } else {
      for (Batch batch : batches) {
        heads(batch.rows());
        if (gradients) {
          gradients(batch.rows());
        }
      }
    }
    if (KernelProbes.compared() > known) {
      LOG.debug(
          "{} kernels compared in {} ms",
          KernelProbes.compared() - known,
          (System.nanoTime() - began) / 1_000_000);
    }
    if (!deviating.isEmpty()) {
      LOG.warn(
          "kernels deviate on {} and are replaced by plain operations: {}",
          InstructionSet.processor(),
          String.join("; ", deviating));
    }
    String description =
        replaced.isEmpty()
            ? products.name()
            : products.name() + ", plain " + String.join(", ", replaced);
    return new Kernels(
        products, plainly, fusedNorm, fusedAttention, Kernels.atOnce(config, backend), description);
  }

  /**
   * A matrix as no-grad passes use it.
   *
   * @param rows the number of rows for a batch
   */
  private record Matrix(Form form, ToIntFunction<Batch> rows, int in, int out) {
    Matrix(Form form, int each, int in, int out) {
      this(form, batch -> batch.rows() * each, in, out);
    }

    /** The product without the operation fused to it. */
    Matrix alone() {
      return new Matrix(Form.PRODUCT, rows, in, out);
    }
  }

  /** In the order of {@link Kernels#matrices}. */
  private List<Matrix> matrices() {
    int hidden = config.hidden();
    int length = config.length();
    int wide = config.swigluWidth(hidden);
    List<Matrix> all = new ArrayList<>();
    ToIntFunction<Batch> places = batch -> batch.rows() * length;
    switch (config.mixer()) {
      case MLP -> {
        int over = config.swigluWidth(length);
        all.add(new Matrix(Form.SILU, hidden, length, over));
        all.add(new Matrix(Form.TIMES, hidden, length, over));
        all.add(new Matrix(Form.PLUS, hidden, over, length));
      }
      case ATTENTION -> {
        all.add(new Matrix(Form.PRODUCT, length, hidden, 3 * hidden));
        all.add(new Matrix(Form.PLUS, length, hidden, hidden));
      }
      case RELATIONS -> {
        places = batch -> batch.rows() * Field.nodes(shape(batch));
        all.add(new Matrix(Form.SILU, places, hidden, channels()));
        all.add(new Matrix(Form.PLUS, places, hidden, hidden));
      }
    }
    all.add(new Matrix(Form.SILU, places, hidden, wide));
    all.add(new Matrix(Form.TIMES, places, hidden, wide));
    all.add(new Matrix(Form.PLUS, places, wide, hidden));
    return all;
  }

  private static CellGroups.Shape shape(Batch batch) {
    return Objects.requireNonNull(batch.shape(), "a network with relations has shapes");
  }

  /** A, the channels of all relations together. */
  private int channels() {
    return (config.relations() + 1) * config.channels();
  }

  /**
   * Whether the packed product passes. If it does not, or without oneDNN, the plain product must
   * pass.
   */
  private boolean proved(Matrix matrix, Set<Batch> counts) {
    Set<Integer> rows = new TreeSet<>();
    counts.forEach(count -> rows.add(matrix.rows.applyAsInt(count)));
    if (products.equals(FreeProducts.PLAIN)) {
      required(compared(PLAIN, matrix, extremes(rows)));
      return true;
    }
    return replaceable(compared(products.name(), matrix, rows))
        || never(compared(PLAIN, matrix, extremes(rows)));
  }

  private Set<Probe> compared(String kernel, Matrix matrix, Set<Integer> rows) {
    return probes.products(kernel, matrix.form, matrix.in, matrix.out, rows);
  }

  private boolean norm(Set<Batch> counts) {
    return replaceable(norms(FUSED, counts)) || never(norms(PLAIN, counts));
  }

  private Set<Probe> norms(String kernel, Set<Batch> counts) {
    Set<Integer> places = new TreeSet<>();
    Set<Integer> features = new TreeSet<>();
    for (Batch count : counts) {
      CellGroups.Shape shape = count.shape();
      places.add(count.rows() * (shape == null ? config.length() : Field.nodes(shape)));
      features.add(count.rows() * config.hidden());
    }
    Set<Probe> norms = new HashSet<>();
    extremes(places).forEach(rows -> norms.add(norm(kernel, rows, config.hidden())));
    if (config.mixer() == Mixer.MLP) {
      extremes(features).forEach(rows -> norms.add(norm(kernel, rows, config.length())));
    }
    return probes.each(norms);
  }

  private Probe norm(String kernel, int rows, int width) {
    return probes.probe(kernel, Form.NORM, rows, width, width);
  }

  /**
   * Tests the operations between the matrices of a network with relations; they are always plain.
   */
  private void related(Batch count, boolean gradients) {
    CellGroups.Shape shape = shape(count);
    int rows = count.rows();
    int hidden = config.hidden();
    int wide = config.swigluWidth(hidden);
    int groups = Math.max(1, Field.groups(shape));
    int sums = rows * groups * shape.symbols();
    int nodes = rows * Field.nodes(shape);
    required(probes.products(PLAIN, Form.PRODUCT, channels(), hidden, Set.of(sums)));
    required(
        probes.products(
            PLAIN, Form.PRODUCT, config.channels(), hidden, Set.of(rows * shape.cells())));
    Set<Probe> all = new HashSet<>();
    Form each = gradients ? Form.EACH_GRADIENTS : Form.EACH;
    all.add(probes.probe(each, rows, groups, shape.cells(), shape.symbols() * channels()));
    all.add(probes.probe(each, rows, shape.cells(), groups, shape.symbols() * hidden));
    if (gradients) {
      all.add(probes.probe(PLAIN, Form.GRADIENTS, nodes, hidden, channels()));
      all.add(probes.probe(PLAIN, Form.GRADIENTS, nodes, hidden, hidden));
      all.add(probes.probe(PLAIN, Form.GRADIENTS, nodes, hidden, 2 * wide));
      all.add(probes.probe(PLAIN, Form.GRADIENTS, nodes, wide, hidden));
      all.add(probes.probe(PLAIN, Form.GRADIENTS, sums, channels(), hidden));
      all.add(probes.probe(PLAIN, Form.GRADIENTS, rows * shape.cells(), config.channels(), hidden));
    }
    required(probes.each(all));
  }

  private void fieldHeads(int batch, CellGroups.Shape shape, boolean gradients) {
    int hidden = config.hidden();
    int nodes = Field.nodes(shape);
    int out = Field.ofCells(shape) ? config.vocabulary() - TrmConfig.FIRST_SYMBOL : 1;
    required(
        probes.products(
            PLAIN, Form.PRODUCT, hidden, out, Set.of(bounded(batch, nodes, hidden, out))));
    required(probes.products(PLAIN, Form.HEAD, 2 * hidden, 1, Set.of(batch)));
    if (gradients) {
      required(
          probes.each(
              Set.of(gradient(batch, nodes, hidden, out), gradient(batch, 1, 2 * hidden, 1))));
    }
  }

  /** Rows of a batch and heads are independent in attention, so one row's heads represent all. */
  private boolean attention(boolean gradients) {
    Form form = gradients ? Form.ATTENTION_GRADIENTS : Form.ATTENTION;
    int width = config.hidden() / config.heads();
    int length = config.length();
    return replaceable(
            probes.each(Set.of(probes.probe(FUSED, form, config.heads(), width, length))))
        || never(probes.each(Set.of(probes.probe(PLAIN, form, config.heads(), width, length))));
  }

  private void heads(int batch) {
    int hidden = config.hidden();
    int cells = config.sequenceLength();
    int tokens = config.vocabulary();
    required(
        probes.products(
            PLAIN,
            Form.PRODUCT,
            hidden,
            tokens,
            new TreeSet<>(
                List.of(
                    bounded(1, cells, hidden, tokens), bounded(batch, cells, hidden, tokens)))));
    required(
        probes.products(
            PLAIN, Form.HEAD, hidden, 2, new TreeSet<>(List.of(1, bounded(batch, 1, hidden, 2)))));
  }

  private void gradients(int batch) {
    int hidden = config.hidden();
    int length = config.length();
    int wide = config.swigluWidth(hidden);
    Set<Probe> all = new HashSet<>();
    if (config.mixer() == Mixer.MLP) {
      int over = config.swigluWidth(length);
      all.add(gradient(batch, hidden, length, 2 * over));
      all.add(gradient(batch, hidden, over, length));
    } else {
      all.add(gradient(batch, length, hidden, 3 * hidden));
      all.add(gradient(batch, length, hidden, hidden));
    }
    all.add(gradient(batch, length, hidden, 2 * wide));
    all.add(gradient(batch, length, wide, hidden));
    all.add(gradient(batch, config.sequenceLength(), hidden, config.vocabulary()));
    all.add(gradient(batch, 1, hidden, 2));
    required(probes.each(all));
  }

  private Probe gradient(int batch, int each, int in, int out) {
    return probes.probe(PLAIN, Form.GRADIENTS, bounded(batch, each, in, out), in, out);
  }

  /**
   * The number of rows to test of a product over all rows of a batch. A large number is represented
   * by a smaller one with the same remainder modulo the kernel's block size.
   */
  private static int bounded(int batch, int each, int in, int out) {
    long rows = (long) batch * each;
    int block = Integer.highestOneBit(Math.max(1, MOST / Math.max(in, out)));
    return (int) (rows <= 2L * block ? rows : block + rows % block);
  }

  /** The smallest and largest number of rows of each shape. */
  private static Set<Batch> ends(Set<Batch> counts) {
    Map<CellGroups.Shape, Set<Integer>> rows = new HashMap<>();
    counts.forEach(
        count -> rows.computeIfAbsent(shape(count), each -> new TreeSet<>()).add(count.rows()));
    Set<Batch> ends = new HashSet<>();
    rows.forEach((shape, all) -> extremes(all).forEach(count -> ends.add(new Batch(count, shape))));
    return ends;
  }

  private static Set<Integer> extremes(Set<Integer> counts) {
    TreeSet<Integer> sorted = new TreeSet<>(counts);
    return new TreeSet<>(List.of(sorted.first(), sorted.last()));
  }

  /** Whether all probes pass; a deviation is recorded for the log. */
  private boolean replaceable(Set<Probe> some) {
    Probe worst = worst(some);
    if (KernelProbes.found(worst).proved()) {
      return true;
    }
    if (REPLACED.add(worst.ofAnyRows())) {
      deviating.add(text(worst));
    }
    return false;
  }

  /** Always false: the plain operation replaces the kernel. */
  private boolean never(Set<Probe> plain) {
    required(plain);
    return false;
  }

  private void required(Set<Probe> some) {
    Probe worst = worst(some);
    if (!KernelProbes.found(worst).proved()) {
      throw new IllegalStateException(
          text(worst)
              + ", on "
              + InstructionSet.processor()
              + "; the model is not loaded, since its answers would be wrong. Set"
              + " ONEDNN_MAX_CPU_ISA=AVX2 in the environment of this process, or choose another"
              + " precision");
    }
  }

  private static Probe worst(Set<Probe> some) {
    Probe worst = some.iterator().next();
    for (Probe each : some) {
      // Negated, so that NaN counts as worse than every number.
      if (!(KernelProbes.found(each).beyond() <= KernelProbes.found(worst).beyond())) {
        worst = each;
      }
    }
    return worst;
  }

  private static String text(Probe probe) {
    KernelProbes.Finding finding = KernelProbes.found(probe);
    return String.format(
        Locale.ROOT,
        "%s is off by up to %.3g in %s, %.3g times what rounding explains",
        probe,
        finding.apart(),
        finding.columns(),
        finding.beyond());
  }
}
