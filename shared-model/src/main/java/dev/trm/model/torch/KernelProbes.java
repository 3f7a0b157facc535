package dev.trm.model.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.trm.model.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
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
 * Compares kernels with the same formula in float64 on seeded random numbers. Findings are cached
 * for the life of the JVM.
 */
final class KernelProbes {

  /** The name of the plain, unfused operation. */
  static final String PLAIN = FreeProducts.PLAIN.name();

  private static final Logger LOG = LoggerFactory.getLogger(KernelProbes.class);

  private static final double ROOT_OF_3 = Math.sqrt(3);

  private static final Map<Probe, Finding> FOUND = new ConcurrentHashMap<>();

  /** An operation to compare; the ordinals of the first five are also those in the script. */
  enum Form {
    PRODUCT("product"),
    SILU("product with SiLU"),
    TIMES("product with factor"),
    PLUS("product with term"),
    HEAD("product with bias"),
    GRADIENTS("product and its gradients"),
    NORM("norm"),
    ATTENTION("attention"),
    ATTENTION_GRADIENTS("attention and its gradients"),
    EACH("product of each row"),
    EACH_GRADIENTS("product of each row and its gradients");

    private final String text;

    Form(String text) {
      this.text = text;
    }
  }

  /**
   * One kernel at one shape.
   *
   * @param batch number of such products computed at once
   * @param kernel "plain", or the name of the source that fuses or packs
   * @param rows of its first argument; for attention, the number of heads
   * @param in its inner dimension; for attention, a head's width
   * @param out its columns; for attention, the number of positions
   */
  record Probe(
      String kernel,
      String source,
      Precision precision,
      int threads,
      Form form,
      int batch,
      int rows,
      int in,
      int out) {

    Probe ofAnyRows() {
      return new Probe(kernel, source, precision, threads, form, batch, 0, in, out);
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
   * The result of a comparison.
   *
   * @param beyond the largest deviation in units of the rounding bound; the kernel passes up to 1
   * @param apart the largest absolute deviation
   * @param columns the columns whose deviation exceeds the rounding bound
   */
  record Finding(double beyond, double apart, String columns) {
    boolean proved() {
      return beyond <= 1;
    }
  }

  private final Backend backend;
  private final FreeProducts products;
  private final TorchScript script;
  private final NDManager manager;

  KernelProbes(Backend backend, FreeProducts products, TorchScript script) {
    this.backend = backend;
    this.products = products;
    this.script = script;
    this.manager = script.manager();
  }

  /** The number of kernels compared since this process started. */
  static int compared() {
    return FOUND.size();
  }

  static Finding found(Probe probe) {
    return Objects.requireNonNull(FOUND.get(probe));
  }

  Probe probe(String kernel, Form form, int rows, int in, int out) {
    return new Probe(
        kernel, products.file(), backend.precision(), backend.threads(), form, 1, rows, in, out);
  }

  /** A plain product for each row of a batch. */
  Probe probe(Form form, int batch, int rows, int in, int out) {
    return new Probe(
        PLAIN, products.file(), backend.precision(), backend.threads(), form, batch, rows, in, out);
  }

  /** Compares one product at several numbers of rows, with the same random numbers. */
  Set<Probe> products(String kernel, Form which, int in, int out, Set<Integer> rows) {
    Set<Probe> probes = new HashSet<>();
    rows.forEach(count -> probes.add(probe(kernel, which, count, in, out)));
    if (FOUND.keySet().containsAll(probes)) {
      return probes;
    }
    int most = new TreeSet<>(rows).last();
    try (NDManager scope = manager.newSubManager()) {
      NDArray x = random(scope, 1, 1, most, in);
      NDArray w = random(scope, 2, Math.sqrt(1.0 / in), out, in);
      NDArray other = random(scope, 3, 1, most, out);
      NDArray form = number(scope, which.ordinal());
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

  /** Compares the probes that have no cached finding. */
  Set<Probe> each(Set<Probe> probes) {
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
    if (probe.form() == Form.EACH || probe.form() == Form.EACH_GRADIENTS) {
      boolean gradients = probe.form() == Form.EACH_GRADIENTS;
      double deviation = Math.sqrt(1.0 / probe.in());
      return measured(
          scope,
          gradients,
          "each_deviation",
          random(scope, 1, deviation, probe.batch(), probe.rows(), probe.in()),
          random(scope, 2, 1, probe.batch(), probe.in(), probe.out()),
          random(scope, 3, 1, probe.batch(), probe.rows(), probe.out()),
          number(scope, gradients ? 1 : 0));
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

  /** Treats a kernel that throws like one with wrong results. */
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

  /** Uniformly distributed numbers of mean 0, in the backend's precision. */
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
