package dev.trm.model.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.trm.model.Mixer;
import dev.trm.model.Precision;
import dev.trm.model.TrmConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves the kernels of a network before it is used: each product, with the operation fused to it,
 * at the network's own shapes, the norm and attention are compared with the same formula in float64
 * on seeded random numbers. A kernel that is further off than rounding explains is replaced by the
 * plain operation; a plain operation that is further off makes the network refuse to load.
 *
 * <p>A library can be right on one processor and wrong on the next one: oneDNN has products whose
 * last columns are wrong on some processors with AVX-512. What was found is kept as long as the JVM
 * lives. On a GPU the plain operations are used and nothing is compared.
 */
public final class KernelProof {

  private static final Logger LOG = LoggerFactory.getLogger(KernelProof.class);

  /** So many numbers of a matrix are enough to compare. */
  private static final int MOST = 1 << 22;

  private static final String FUSED = "fused";
  private static final String PLAIN = FreeProducts.PLAIN.name();

  private static final double ROOT_OF_3 = Math.sqrt(3);

  /** What is known already: of a network, and of each kernel. */
  private static final Map<Question, Kernels> DECIDED = new ConcurrentHashMap<>();

  private static final Map<Probe, Finding> FOUND = new ConcurrentHashMap<>();

  /** Those that deviated, without their number of rows: each is warned of once. */
  private static final Set<Probe> REPLACED = ConcurrentHashMap.newKeySet();

  private record Question(
      TrmConfig config,
      Backend backend,
      Set<Integer> counts,
      Set<Integer> batches,
      boolean gradients) {}

  /** An operation that is compared; the ordinals of the first five are the script's. */
  enum Form {
    PRODUCT("product"),
    SILU("product with SiLU"),
    TIMES("product with factor"),
    PLUS("product with term"),
    HEAD("product with bias"),
    GRADIENTS("product and its gradients"),
    NORM("norm"),
    ATTENTION("attention"),
    ATTENTION_GRADIENTS("attention and its gradients");

    private final String text;

    Form(String text) {
      this.text = text;
    }
  }

  /**
   * One kernel at one shape.
   *
   * @param kernel "plain", or the name of the source that fuses or packs
   * @param rows of its first argument; of attention the heads
   * @param in its inner dimension; of attention a head's width
   * @param out its columns; of attention the number of positions
   */
  record Probe(
      String kernel,
      String source,
      Precision precision,
      int threads,
      Form form,
      int rows,
      int in,
      int out) {

    Probe ofAnyRows() {
      return new Probe(kernel, source, precision, threads, form, 0, in, out);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s %s %s of %d rows, inner dimension %d, %d columns",
          kernel,
          precision,
          form.text,
          rows,
          in,
          out);
    }
  }

  /**
   * What came of it.
   *
   * @param beyond the largest deviation in units of what rounding explains; up to 1 is proved
   * @param apart the largest deviation
   * @param columns where it is more than rounding explains
   */
  private record Finding(double beyond, double apart, String columns) {
    boolean proved() {
      return beyond <= 1;
    }
  }

  private final TrmConfig config;
  private final Backend backend;
  private final FreeProducts products;
  private final TorchScript script;
  private final NDManager manager;
  private final List<String> deviating = new ArrayList<>();

  private KernelProof(
      TrmConfig config, Backend backend, FreeProducts products, TorchScript script) {
    this.config = config;
    this.backend = backend;
    this.products = products;
    this.script = script;
    this.manager = script.manager();
  }

  /** How many kernels deviated and were replaced since this process started. */
  public static int replaced() {
    return REPLACED.size();
  }

  /**
   * The kernels of a network that solves.
   *
   * @param most rows of a batch; any smaller number is proved too
   * @throws IllegalStateException if a plain operation is wrong here
   */
  static Kernels toSolve(TrmConfig config, Backend backend, int most) {
    Set<Integer> counts = new TreeSet<>();
    for (int rows = 1; rows <= Math.min(most, Kernels.rowsAtOnce(config, backend)); rows++) {
      counts.add(rows);
    }
    return of(new Question(config, backend, counts, Set.of(most), false));
  }

  /**
   * The kernels of a network that is trained, and solves with the same numbers of rows.
   *
   * @param batches rows of each batch that is to come
   * @throws IllegalStateException if a plain operation is wrong here
   */
  static Kernels toTrain(TrmConfig config, Backend backend, int... batches) {
    int atOnce = Kernels.rowsAtOnce(config, backend);
    Set<Integer> counts = new TreeSet<>();
    Set<Integer> sizes = new TreeSet<>();
    for (int batch : batches) {
      sizes.add(batch);
      counts.add(Math.min(batch, atOnce));
      if (batch > atOnce && batch % atOnce != 0) {
        counts.add(batch % atOnce);
      }
    }
    return of(new Question(config, backend, counts, sizes, true));
  }

  /** One at a time: what two would measure twice is measured once. */
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

  private Kernels decide(Set<Integer> counts, Set<Integer> batches, boolean gradients) {
    long began = System.nanoTime();
    int known = FOUND.size();
    List<String> replaced = new ArrayList<>();
    int plainly = 0;
    List<Matrix> matrices = matrices();
    for (int i = 0; i < matrices.size(); i++) {
      if (!proved(matrices.get(i), counts)) {
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
    for (int batch : batches) {
      heads(batch);
      if (gradients) {
        gradients(batch);
      }
    }
    if (FOUND.size() > known) {
      LOG.debug(
          "{} kernels compared in {} ms",
          FOUND.size() - known,
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
        products,
        plainly,
        fusedNorm,
        fusedAttention,
        Kernels.rowsAtOnce(config, backend),
        description);
  }

  /**
   * A matrix as recursions without gradient take it.
   *
   * @param rows that one row of the batch has
   */
  private record Matrix(Form form, int rows, int in, int out) {}

  /** In the order of {@link Kernels#matrices}. */
  private List<Matrix> matrices() {
    int hidden = config.hidden();
    int length = config.length();
    int wide = config.swigluWidth(hidden);
    List<Matrix> all = new ArrayList<>();
    if (config.mixer() == Mixer.MLP) {
      int over = config.swigluWidth(length);
      all.add(new Matrix(Form.SILU, hidden, length, over));
      all.add(new Matrix(Form.TIMES, hidden, length, over));
      all.add(new Matrix(Form.PLUS, hidden, over, length));
    } else {
      all.add(new Matrix(Form.PRODUCT, length, hidden, 3 * hidden));
      all.add(new Matrix(Form.PLUS, length, hidden, hidden));
    }
    all.add(new Matrix(Form.SILU, length, hidden, wide));
    all.add(new Matrix(Form.TIMES, length, hidden, wide));
    all.add(new Matrix(Form.PLUS, length, wide, hidden));
    return all;
  }

  /**
   * Whether the packed product is right; otherwise, and without oneDNN, the plain one has to be.
   */
  private boolean proved(Matrix matrix, Set<Integer> counts) {
    Set<Integer> rows = new TreeSet<>();
    counts.forEach(count -> rows.add(count * matrix.rows));
    if (products.equals(FreeProducts.PLAIN)) {
      required(products(PLAIN, matrix, extremes(rows)));
      return true;
    }
    return replaceable(products(products.name(), matrix, rows))
        || never(products(PLAIN, matrix, extremes(rows)));
  }

  private boolean norm(Set<Integer> counts) {
    return replaceable(norms(FUSED, counts)) || never(norms(PLAIN, counts));
  }

  private Set<Probe> norms(String kernel, Set<Integer> counts) {
    Set<Probe> probes = new HashSet<>();
    for (int count : extremes(counts)) {
      probes.add(norm(kernel, count * config.length(), config.hidden()));
      if (config.mixer() == Mixer.MLP) {
        probes.add(norm(kernel, count * config.hidden(), config.length()));
      }
    }
    return each(probes);
  }

  private Probe norm(String kernel, int rows, int width) {
    return probe(kernel, Form.NORM, rows, width, width);
  }

  /** Rows of a batch and heads are independent in it: one row's represent all. */
  private boolean attention(boolean gradients) {
    Form form = gradients ? Form.ATTENTION_GRADIENTS : Form.ATTENTION;
    int width = config.hidden() / config.heads();
    int length = config.length();
    return replaceable(each(Set.of(probe(FUSED, form, config.heads(), width, length))))
        || never(each(Set.of(probe(PLAIN, form, config.heads(), width, length))));
  }

  private void heads(int batch) {
    int hidden = config.hidden();
    int cells = config.sequenceLength();
    int tokens = config.vocabulary();
    required(
        products(
            PLAIN,
            new Matrix(Form.PRODUCT, cells, hidden, tokens),
            new TreeSet<>(
                List.of(
                    bounded(1, cells, hidden, tokens), bounded(batch, cells, hidden, tokens)))));
    required(
        products(
            PLAIN,
            new Matrix(Form.HEAD, 1, hidden, 2),
            new TreeSet<>(List.of(1, bounded(batch, 1, hidden, 2)))));
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
    required(each(all));
  }

  private Probe gradient(int batch, int each, int in, int out) {
    return probe(PLAIN, Form.GRADIENTS, bounded(batch, each, in, out), in, out);
  }

  /**
   * The rows of a product whose rows a batch has all at once. Many are represented by fewer that
   * leave as many over of the blocks that a kernel takes.
   */
  private static int bounded(int batch, int each, int in, int out) {
    long rows = (long) batch * each;
    int block = Integer.highestOneBit(Math.max(1, MOST / Math.max(in, out)));
    return (int) (rows <= 2L * block ? rows : block + rows % block);
  }

  private static Set<Integer> extremes(Set<Integer> counts) {
    TreeSet<Integer> sorted = new TreeSet<>(counts);
    return new TreeSet<>(List.of(sorted.first(), sorted.last()));
  }

  /** Whether all are proved; a deviation is remembered for the warning. */
  private boolean replaceable(Set<Probe> probes) {
    Probe worst = worst(probes);
    if (found(worst).proved()) {
      return true;
    }
    if (REPLACED.add(worst.ofAnyRows())) {
      deviating.add(text(worst));
    }
    return false;
  }

  /** False: the plain operation takes its place. */
  private boolean never(Set<Probe> plain) {
    required(plain);
    return false;
  }

  private void required(Set<Probe> probes) {
    Probe worst = worst(probes);
    if (!found(worst).proved()) {
      throw new IllegalStateException(
          text(worst)
              + ", on "
              + InstructionSet.processor()
              + "; the model is not loaded, since its answers would be wrong. Set"
              + " ONEDNN_MAX_CPU_ISA=AVX2 in the environment of this process, or choose another"
              + " precision");
    }
  }

  private static Probe worst(Set<Probe> probes) {
    Probe worst = probes.iterator().next();
    for (Probe each : probes) {
      // Written so that no number at all is worse than every number.
      if (!(found(each).beyond() <= found(worst).beyond())) {
        worst = each;
      }
    }
    return worst;
  }

  private static String text(Probe probe) {
    Finding finding = found(probe);
    return String.format(
        Locale.ROOT,
        "%s is off by up to %.3g in %s, %.3g times what rounding explains",
        probe,
        finding.apart(),
        finding.columns(),
        finding.beyond());
  }

  private static Finding found(Probe probe) {
    return Objects.requireNonNull(FOUND.get(probe));
  }

  private Probe probe(String kernel, Form form, int rows, int in, int out) {
    return new Probe(
        kernel, products.file(), backend.precision(), backend.threads(), form, rows, in, out);
  }

  /** Compares one product at several numbers of rows with the same numbers. */
  private Set<Probe> products(String kernel, Matrix matrix, Set<Integer> rows) {
    Set<Probe> probes = new HashSet<>();
    rows.forEach(count -> probes.add(probe(kernel, matrix.form, count, matrix.in, matrix.out)));
    if (FOUND.keySet().containsAll(probes)) {
      return probes;
    }
    int most = new TreeSet<>(rows).last();
    try (NDManager scope = manager.newSubManager()) {
      NDArray x = random(scope, 1, 1, most, matrix.in);
      NDArray w = random(scope, 2, Math.sqrt(1.0 / matrix.in), matrix.out, matrix.in);
      NDArray other = random(scope, 3, 1, most, matrix.out);
      NDArray form = number(scope, matrix.form.ordinal());
      NDList right = script.call(scope, false, "should_be", x, w, other, form);
      NDArray laid =
          kernel.equals(PLAIN) ? w : script.call(scope, false, "packed", w).singletonOrThrow();
      for (Probe probe : probes) {
        FOUND.put(
            probe,
            measured(
                scope,
                false,
                "product_deviation",
                x,
                laid,
                other,
                form,
                right.get(0),
                right.get(1),
                number(scope, probe.rows())));
      }
    }
    return probes;
  }

  private Set<Probe> each(Set<Probe> probes) {
    for (Probe probe : probes) {
      if (!FOUND.containsKey(probe)) {
        try (NDManager scope = manager.newSubManager()) {
          FOUND.put(probe, compared(scope, probe));
        }
      }
    }
    return probes;
  }

  private Finding compared(NDManager scope, Probe probe) {
    NDArray fused = number(scope, probe.kernel().equals(PLAIN) ? 0 : 1);
    if (probe.form() == Form.NORM) {
      return measured(
          scope, false, "norm_deviation", random(scope, 1, 1, probe.rows(), probe.in()), fused);
    }
    if (probe.form() == Form.GRADIENTS) {
      return measured(
          scope,
          true,
          "gradient_deviation",
          random(scope, 1, 1, probe.rows(), probe.in()),
          random(scope, 2, Math.sqrt(1.0 / probe.in()), probe.out(), probe.in()),
          random(scope, 3, 1, probe.rows(), probe.out()));
    }
    long[] shape = {1, probe.out(), probe.rows(), probe.in()};
    boolean gradients = probe.form() == Form.ATTENTION_GRADIENTS;
    return measured(
        scope,
        gradients,
        "attention_deviation",
        random(scope, 1, 1, shape),
        random(scope, 2, 1, shape),
        random(scope, 3, 1, shape),
        random(scope, 4, 1, shape),
        fused,
        number(scope, gradients ? 1 : 0));
  }

  /** A kernel that fails is as bad as one that is wrong. */
  private Finding measured(NDManager scope, boolean gradients, String method, Object... arguments) {
    double[] columns;
    try {
      NDArray deviation = script.call(scope, gradients, method, arguments).singletonOrThrow();
      columns = script.gate().enter(false, deviation::toDoubleArray);
    } catch (EngineException e) {
      LOG.warn("a kernel fails in {}", method, e);
      return new Finding(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, "all columns");
    }
    int width = columns.length / 2;
    double beyond = 0;
    double apart = 0;
    int first = width;
    int last = 0;
    for (int column = 0; column < width; column++) {
      double off = columns[column];
      beyond = Double.isNaN(off) ? Double.POSITIVE_INFINITY : Math.max(beyond, off);
      apart = Math.max(apart, columns[width + column]);
      if (!(off <= 1)) {
        first = Math.min(first, column);
        last = column;
      }
    }
    return new Finding(beyond, apart, "columns " + first + " to " + last);
  }

  private NDArray number(NDManager scope, double value) {
    NDManager host = TorchScript.host(scope);
    return script.gate().enter(false, () -> host.create(new double[] {value}));
  }

  /** Numbers of mean 0, evenly spread, in the backend's precision. */
  private NDArray random(NDManager scope, long seed, double deviation, long... shape) {
    SplittableRandom random = new SplittableRandom(seed);
    int count = Math.toIntExact(new Shape(shape).size());
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(4, count)).order(ByteOrder.nativeOrder());
    double widest = ROOT_OF_3 * deviation;
    for (int i = 0; i < count; i++) {
      bytes.putFloat((float) (widest * (2 * random.nextDouble() - 1)));
    }
    bytes.flip();
    NDArray wide =
        script.gate().enter(false, () -> scope.create(bytes, new Shape(shape), DataType.FLOAT32));
    return backend.precision() == Precision.FLOAT32
        ? wide
        : script.call(scope, false, "narrowed", wide).singletonOrThrow();
  }
}
