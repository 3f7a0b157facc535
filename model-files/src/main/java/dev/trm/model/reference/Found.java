package dev.trm.model.reference;

/**
 * A value of an imported configuration and its source.
 *
 * @param name of the configuration's field
 * @param because explanation for people: the tensor whose shape determines it, or that it is a
 *     default
 */
public record Found(String name, String value, Source source, String because) {

  /** The source of a value, which determines how certain it is. */
  public enum Source {
    /** A tensor's shape determines it: certain. */
    SHAPE,
    /** The caller of the import gave it. */
    GIVEN,
    /** The file's own metadata contain it. */
    FILE,
    /** The reference's default, because neither shape nor caller nor metadata determine it. */
    ASSUMED
  }
}
