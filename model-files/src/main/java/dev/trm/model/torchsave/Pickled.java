package dev.trm.model.torchsave;

import dev.trm.model.checkpoint.HostTensor;
import java.util.List;
import java.util.Map;

/**
 * A value of a pickle as inert data. Containers may contain themselves, so values must not be
 * compared, hashed or printed as a whole; {@link #kind} describes a value.
 */
sealed interface Pickled {

  record Text(String value) implements Pickled {}

  record Whole(long value) implements Pickled {}

  record Flag(boolean value) implements Pickled {}

  record Nothing() implements Pickled {}

  /** A Python float; its value is not needed. */
  record Real() implements Pickled {}

  record Named(TorchGlobal global) implements Pickled {}

  /** A list or a tuple. */
  record Items(List<Pickled> values) implements Pickled {}

  /** A dictionary; its keys are {@link Text} or {@link Whole}. */
  record Table(Map<Pickled, Pickled> entries) implements Pickled {}

  /**
   * Elements stored elsewhere in the file.
   *
   * @param key that identifies them
   * @param elements their number
   */
  record Storage(HostTensor.Type type, String key, long elements) implements Pickled {}

  /** A view into a storage; offset and strides in elements. */
  record Tensor(Storage storage, long offset, List<Long> shape, List<Long> strides)
      implements Pickled {}

  /** The kind of value, for messages. */
  default String kind() {
    return getClass().getSimpleName();
  }
}
