package dev.trm.model;

/**
 * The initial state of a slot. Java generates the random numbers from the seed, so they are the
 * same on every machine and device.
 */
public sealed interface Start {

  /** The model's fixed answer and latent, as in the paper. */
  Start FIXED = new Fixed();

  /** The model's fixed answer and latent. */
  record Fixed() implements Start {}

  /**
   * The fixed answer and latent, plus independent normal numbers.
   *
   * @param sigma their standard deviation
   */
  record Random(long seed, double sigma) implements Start {
    public Random {
      checked(sigma);
    }
  }

  /**
   * The fixed answer and latent; independent normal numbers are added to the latent before each
   * cycle.
   *
   * @param sigma their standard deviation
   */
  record Noise(long seed, double sigma) implements Start {
    public Noise {
      checked(sigma);
    }
  }

  private static void checked(double sigma) {
    if (!(sigma >= 0 && sigma <= 100)) {
      throw new IllegalArgumentException("sigma is " + sigma + "; it must be 0 to 100");
    }
  }
}
