package dev.trm.model.reference;

/**
 * A value of an imported configuration and where it comes from.
 *
 * @param name of the configuration's field
 * @param because for people: the tensor whose shape tells it, or the default it is
 */
public record Found(String name, String value, Source source, String because) {

  /** How sure a value is. */
  public enum Source {
    /** A tensor's shape has it: certain. */
    SHAPE,
    /** Whoever imports it said so. */
    GIVEN,
    /** The file's own metadata say so. */
    FILE,
    /** Neither tells; the reference's default was taken. */
    ASSUMED
  }
}
