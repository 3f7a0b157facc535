package dev.trm.model.checkpoint;

/** IEEE 754 half precision. */
final class Float16 {
  private static final int EXPONENT = 0x1f;
  private static final int FRACTION = 0x3ff;

  private Float16() {}

  /** Converts to float, which represents every half exactly. */
  static float toFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = half >> 10 & EXPONENT;
    int fraction = half & FRACTION;
    if (exponent == EXPONENT) {
      return Float.intBitsToFloat(sign | 0x7f800000 | fraction << 13);
    }
    if (exponent == 0) {
      // Subnormal: a multiple of 2^-24.
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | exponent + 112 << 23 | fraction << 13);
  }
}
