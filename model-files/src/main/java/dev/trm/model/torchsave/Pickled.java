package dev.trm.model.torchsave;

import dev.trm.model.checkpoint.HostTensor;
import java.util.List;
import java.util.Map;

/**
 * A value of a pickle, as data that does nothing. Containers may hold themselves, so nothing here
 * may be compared, hashed or printed whole; {@link #kind} says what a value is.
 */
sealed interface Pickled {

  record Text(String value) implements Pickled {}

  record Whole(long value) implements Pickled {}

  record Flag(boolean value) implements Pickled {}

  record Nothing() implements Pickled {}

  /** A number of Python's float; its value is of no use here. */
  record Real() implements Pickled {}

  record Named(TorchGlobal global) implements Pickled {}

  /** A list or a tuple. */
  record Items(List<Pickled> values) implements Pickled {}

  /** A dictionary; its keys are {@link Text} or {@link Whole}. */
  record Table(Map<Pickled, Pickled> entries) implements Pickled {}

  /**
   * Elements that lie elsewhere in the file.
   *
   * @param key that they are found by
   * @param elements how many they are
   */
  record Storage(HostTensor.Type type, String key, long elements) implements Pickled {}

  /** A view into a storage; offset and strides in elements. */
  record Tensor(Storage storage, long offset, List<Long> shape, List<Long> strides)
      implements Pickled {}

  /** What it is, for messages. */
  default String kind() {
    return getClass().getSimpleName();
  }
}
