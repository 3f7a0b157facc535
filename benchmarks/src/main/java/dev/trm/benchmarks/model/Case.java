package dev.trm.benchmarks.model;

import dev.trm.model.Mixer;
import dev.trm.model.Precision;
import dev.trm.model.TrmConfig;
import java.util.Locale;

/**
 * A network, its precision and its batch size.
 *
 * @param batch number of rows
 */
record Case(NetworkSize size, Mixer mixer, Precision precision, int batch) {

  TrmConfig config() {
    return size.config(mixer);
  }

  @Override
  public String toString() {
    return size.text()
        + " "
        + mixer.name().toLowerCase(Locale.ROOT)
        + " "
        + precision
        + " "
        + batch;
  }
}
