package dev.trm.benchmarks.model;

import dev.trm.model.Precision;
import dev.trm.model.checkpoint.HostTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far another side's numbers deviate from ours: for tokens the share that differs, for other
 * numbers the length of the difference relative to the length of ours. Two libraries round
 * differently, in bfloat16 by hundredths; a wrong formula deviates by more than the tolerance.
 *
 * @param what the tensor of its kind with the largest deviation
 */
record Agreement(String what, double distance, double allowed) {

  /** The kind of a tensor: the first part of its name. */
  private enum Kind {
    TOKENS(0.01, 0.2),
    CONFIDENCE(1e-3, 0.1),
    HALT(1e-3, 0.1),
    LOSS(1e-4, 0.05),
    /** First moments: gradients. */
    FIRST(5e-3, 0.3),
    WEIGHTS(1e-2, 0.1);

    private final double single;
    private final double half;

    Kind(double single, double half) {
      this.single = single;
      this.half = half;
    }

    static Kind of(String name) {
      return valueOf(name.replaceAll("\\..*", "").toUpperCase(Locale.ROOT));
    }

    double allowed(Precision precision) {
      return precision == Precision.FLOAT32 ? single : half;
    }
  }

  /**
   * Compares all of our tensors.
   *
   * @return the largest deviation of each kind
   * @throws IOException if a tensor exceeds its tolerance or is missing; names it
   */
  static List<Agreement> check(
      Precision precision,
      String side,
      Map<String, HostTensor> ours,
      Map<String, HostTensor> theirs)
      throws IOException {
    List<Agreement> worst = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      Agreement furthest = null;
      for (Map.Entry<String, HostTensor> each : ours.entrySet()) {
        if (Kind.of(each.getKey()) == kind) {
          Agreement found =
              of(precision, kind, each.getKey(), each.getValue(), theirs.get(each.getKey()));
          furthest = furthest == null || found.distance > furthest.distance ? found : furthest;
        }
      }
      if (furthest != null) {
        worst.add(furthest);
      }
    }
    for (Agreement each : worst) {
      if (!(each.distance <= each.allowed)) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s computes other numbers: %s is %.2g off, allowed are %.2g",
                side,
                each.what,
                each.distance,
                each.allowed));
      }
    }
    return worst;
  }

  private static Agreement of(
      Precision precision, Kind kind, String name, HostTensor ours, @Nullable HostTensor theirs) {
    boolean comparable = theirs != null && theirs.elements() == ours.elements();
    double distance =
        !comparable || theirs == null
            ? Double.POSITIVE_INFINITY
            : kind == Kind.TOKENS ? differing(ours, theirs) : apart(ours, theirs);
    return new Agreement(name, distance, kind.allowed(precision));
  }

  private static double differing(HostTensor ours, HostTensor theirs) {
    ByteBuffer a = ours.bytes();
    ByteBuffer b = theirs.bytes();
    int differing = 0;
    while (a.hasRemaining()) {
      differing += a.getFloat() == b.getFloat() ? 0 : 1;
    }
    return (double) differing / ours.elements();
  }

  private static double apart(HostTensor ours, HostTensor theirs) {
    ByteBuffer a = ours.bytes();
    ByteBuffer b = theirs.bytes();
    double length = 0;
    double apart = 0;
    while (a.hasRemaining()) {
      double x = a.getFloat();
      double y = b.getFloat();
      length += x * x;
      apart += (x - y) * (x - y);
    }
    return apart == 0 ? 0 : Math.sqrt(apart / length);
  }
}
