package dev.trm.model;

import java.util.List;
import java.util.stream.LongStream;

/** A trained tensor: the reference's key without its prefix, and its shape. */
public record Parameter(String key, List<Long> shape) {

  public Parameter(String key, long... shape) {
    this(key, LongStream.of(shape).boxed().toList());
  }
}
