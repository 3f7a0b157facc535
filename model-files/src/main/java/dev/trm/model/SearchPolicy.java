package dev.trm.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Map;

/**
 * How the further attempts of a search differ from attempt 0, as a model's evaluation found best. A
 * model file stores it in its metadata under {@link #METADATA}.
 *
 * @param variation the kind of difference
 * @param sigma the standard deviation of the noise added to the state; ignored for {@link
 *     Variation#SYMMETRY}
 */
public record SearchPolicy(Variation variation, double sigma) {

  /** The key in a model file's metadata; its value is JSON. */
  public static final String METADATA = "search";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MOST = 100;

  /** The kind of difference between attempts. */
  public enum Variation {
    /** Answer and latent start from random numbers. */
    RANDOM_START("random-start"),
    /** The puzzle is replaced by an equivalent one. */
    SYMMETRY("symmetry"),
    /** Noise is added to the latent before each cycle. */
    NOISE("noise");

    private final String text;

    Variation(String text) {
      this.text = text;
    }

    /**
     * @throws IllegalArgumentException unless the text is {@code random-start}, {@code symmetry} or
     *     {@code noise}
     */
    public static Variation parse(String text) {
      for (Variation each : values()) {
        if (each.text.equals(text.strip().toLowerCase(Locale.ROOT))) {
          return each;
        }
      }
      throw new IllegalArgumentException(
          "variation is '" + text + "'; it must be random-start, symmetry or noise");
    }

    /** The text that {@link #parse} accepts. */
    @Override
    public String toString() {
      return text;
    }
  }

  public SearchPolicy {
    if (!(sigma >= 0 && sigma <= MOST)) {
      throw new IllegalArgumentException("sigma is " + sigma + "; it must be 0 to 100");
    }
  }

  /**
   * The default policy of a model that has none.
   *
   * @param symmetric whether its puzzles have symmetries
   */
  public static SearchPolicy usual(Mixer mixer, boolean symmetric) {
    if (mixer.takesGroups()) {
      return new SearchPolicy(Variation.RANDOM_START, 1);
    }
    return symmetric
        ? new SearchPolicy(Variation.SYMMETRY, 0)
        : new SearchPolicy(Variation.NOISE, 0.3);
  }

  /**
   * The start of an attempt. Attempt 0 starts from the fixed start.
   *
   * @param seed as of {@link #seed}
   */
  public Start start(int attempt, long seed) {
    if (attempt == 0 || variation == Variation.SYMMETRY) {
      return Start.FIXED;
    }
    return variation == Variation.RANDOM_START
        ? new Start.Random(seed, sigma)
        : new Start.Noise(seed, sigma);
  }

  /** The seed of one attempt of a request; other work has no influence. */
  public static long seed(long request, int attempt) {
    long z = request + attempt * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /**
   * Reads the JSON in a file's metadata.
   *
   * @throws IllegalArgumentException if it is not a valid policy; names the field and the value
   */
  public static SearchPolicy parse(String json) {
    try {
      Map<?, ?> fields = JSON.readValue(json, Map.class);
      if (fields != null
          && fields.get("variation") instanceof String variation
          && fields.get("sigma") instanceof Number sigma) {
        return new SearchPolicy(Variation.parse(variation), sigma.doubleValue());
      }
      throw new IllegalArgumentException(
          METADATA + " is " + json + "; it must have a text variation and a number sigma");
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException(METADATA + ": " + broken.getOriginalMessage(), broken);
    }
  }

  /** The JSON that {@link #parse} reads. */
  public String json() {
    return "{\"variation\":\"" + variation + "\",\"sigma\":" + sigma + "}";
  }
}
