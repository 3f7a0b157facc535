package dev.trm.model;

import java.util.Locale;

/**
 * The type of activations and matrix products. Losses, norms, gradients of weights, moments and
 * averages are float32 or wider in each precision.
 */
public enum Precision {
  /** The faster of the two on the device, which is measured once. */
  AUTO,
  FLOAT32,
  /** Halves the memory traffic; a row's last bits and, rarely, its answer differ from float32. */
  BFLOAT16;

  /**
   * @throws IllegalArgumentException unless the text is {@code auto}, {@code float32} or {@code
   *     bfloat16}
   */
  public static Precision parse(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "auto" -> AUTO;
      case "float32" -> FLOAT32;
      case "bfloat16" -> BFLOAT16;
      default ->
          throw new IllegalArgumentException(
              "precision is '" + text + "'; known are auto, float32, bfloat16");
    };
  }

  /** The text that {@link #parse} accepts. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
