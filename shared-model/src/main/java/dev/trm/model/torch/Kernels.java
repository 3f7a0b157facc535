package dev.trm.model.torch;

import dev.trm.model.CellGroups;
import dev.trm.model.Mixer;
import dev.trm.model.Precision;
import dev.trm.model.TrmConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kernels that compute one network on this machine.
 *
 * @param products the kernels for no-grad passes
 * @param plainly bit i is set if the i-th packed matrix of a layer uses the plain product
 * @param fusedNorm whether the norm without gradient is that of {@code products}
 * @param fusedAttention whether attention uses the library's fused kernel
 * @param atOnce the number of rows of a batch that no-grad passes compute at once; for a network
 *     with relations the number of nodes, also with gradient
 * @param description as results and checkpoints report it; equal only if the kernels are equal
 */
record Kernels(
    FreeProducts products,
    int plainly,
    boolean fusedNorm,
    boolean fusedAttention,
    int atOnce,
    String description) {

  /** The packed matrices of a layer, in order. */
  private static final List<String> OF_MLP =
      List.of("length gate", "length up", "length down", "hidden gate", "hidden up", "hidden down");

  private static final List<String> OF_ATTENTION =
      List.of("qkv", "out", "hidden gate", "hidden up", "hidden down");

  private static final List<String> OF_RELATIONS =
      List.of("values", "own", "hidden gate", "hidden up", "hidden down");

  /**
   * The number of elements, of the widest intermediate of some rows, that fit in a CPU's caches.
   */
  private static final int CACHED = 1 << 20;

  /**
   * The same for a network with relations, in bytes; smaller because its operations are many and
   * short.
   */
  private static final int CACHED_FIELD = 3 << 19;

  /**
   * All kernels of a source without a test, for work whose numbers are not used or that checks them
   * itself.
   */
  static Kernels unproved(FreeProducts products) {
    return new Kernels(products, 0, true, true, Integer.MAX_VALUE, products.name());
  }

  static List<String> matrices(TrmConfig config) {
    return switch (config.mixer()) {
      case MLP -> OF_MLP;
      case ATTENTION -> OF_ATTENTION;
      case RELATIONS, NEIGHBOURS -> OF_RELATIONS;
    };
  }

  /**
   * The number of rows of a batch to compute at once, or of nodes for a network with relations: all
   * on a GPU; on a CPU as many as keep the widest intermediate of a layer in the caches.
   */
  static int atOnce(TrmConfig config, Backend backend) {
    if (backend.device().isGpu()) {
      return Integer.MAX_VALUE;
    }
    if (config.mixer().takesGroups()) {
      int widest =
          Math.max(
              (config.relations() + 1) * config.channels(), config.swigluWidth(config.hidden()));
      int bytes = backend.precision() == Precision.FLOAT32 ? 4 : 2;
      return Math.max(1, CACHED_FIELD / (widest * bytes));
    }
    long widest = (long) config.length() * config.swigluWidth(config.hidden());
    if (config.mixer() == Mixer.MLP) {
      widest = Math.max(widest, (long) config.hidden() * config.swigluWidth(config.length()));
    }
    return Math.toIntExact((CACHED + widest - 1) / widest);
  }

  /**
   * The number of rows to compute at once for puzzles of one shape.
   *
   * @param shape null for networks without relations
   */
  static int rowsAtOnce(TrmConfig config, CellGroups.@Nullable Shape shape, Backend backend) {
    int atOnce = atOnce(config, backend);
    return shape == null ? atOnce : Math.max(1, atOnce / Field.nodes(shape));
  }
}
