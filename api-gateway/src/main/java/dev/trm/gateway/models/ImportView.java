package dev.trm.gateway.models;

import dev.trm.model.reference.Found;
import java.util.List;
import java.util.Locale;

/**
 * What became of an imported file.
 *
 * @param reference the model's version that it is
 * @param champion whether that is what the model's name stands for now
 * @param configuration where each value that describes the network comes from
 */
record ImportView(
    String reference, boolean champion, CheckpointView checkpoint, List<FoundView> configuration) {

  ImportView {
    configuration = List.copyOf(configuration);
  }

  /**
   * One value.
   *
   * @param source shape and file are certain; given was asked for; assumed is the reference's
   *     default
   */
  record FoundView(String name, String value, String source, String because) {
    static FoundView of(Found found) {
      return new FoundView(
          found.name(),
          found.value(),
          found.source().name().toLowerCase(Locale.ROOT),
          found.because());
    }
  }
}
