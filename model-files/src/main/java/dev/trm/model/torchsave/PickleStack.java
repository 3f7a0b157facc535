package dev.trm.model.torchsave;

import dev.trm.model.checkpoint.DamagedFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The stack of values on which a pickle's operations work, with marks and numbered memos. */
final class PickleStack {
  /** Several hundred times the number in a model's file; each takes some ten bytes of memory. */
  private static final int MOST_VALUES = 300_000;

  private final ArrayList<Pickled> values = new ArrayList<>();
  private final Deque<Integer> marks = new ArrayDeque<>();
  private final Map<Long, Pickled> memos = new HashMap<>();
  private int pushed;

  void push(Pickled value) throws DamagedFileException {
    if (++pushed > MOST_VALUES) {
      throw new DamagedFileException("its pickle makes more than " + MOST_VALUES + " values");
    }
    values.add(value);
  }

  Pickled pop() throws DamagedFileException {
    if (values.size() <= floor()) {
      throw new DamagedFileException("its pickle takes a value where there is none");
    }
    return values.remove(values.size() - 1);
  }

  Pickled top() throws DamagedFileException {
    if (values.size() <= floor()) {
      throw new DamagedFileException("its pickle looks at a value where there is none");
    }
    return values.get(values.size() - 1);
  }

  void mark() throws DamagedFileException {
    if (++pushed > MOST_VALUES) {
      throw new DamagedFileException("its pickle makes more than " + MOST_VALUES + " values");
    }
    marks.push(values.size());
  }

  /** Removes the last mark and returns all values above it. */
  List<Pickled> popToMark() throws DamagedFileException {
    Integer from = marks.poll();
    if (from == null) {
      throw new DamagedFileException("its pickle goes back to a mark where there is none");
    }
    List<Pickled> above = values.subList(from, values.size());
    List<Pickled> taken = new ArrayList<>(above);
    above.clear();
    return taken;
  }

  void remember(long memo) throws DamagedFileException {
    memos.put(memo, top());
  }

  void recall(long memo) throws DamagedFileException {
    Pickled value = memos.get(memo);
    if (value == null) {
      throw new DamagedFileException("its pickle recalls memo " + memo + ", which it never set");
    }
    push(value);
  }

  /** The single value that remains at the end. */
  Pickled last() throws DamagedFileException {
    Pickled value = pop();
    if (!values.isEmpty() || !marks.isEmpty()) {
      throw new DamagedFileException("its pickle ends with values left over");
    }
    return value;
  }

  /** The index below which no operation may reach, because of the last mark. */
  private int floor() {
    Integer mark = marks.peek();
    return mark == null ? 0 : mark;
  }
}
