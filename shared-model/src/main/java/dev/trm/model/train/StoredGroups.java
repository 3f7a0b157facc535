package dev.trm.model.train;

import dev.trm.model.CellGroups;
import dev.trm.model.CellGroups.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stores the groups of a pool's slots as bytes in a checkpoint: (batch, groups, cells), 1 if a cell
 * is a member or a receiver of a group. A slot without an example has only zeros.
 */
final class StoredGroups {

  private StoredGroups() {}

  static byte[] members(CellGroups.Shape shape, @Nullable CellGroups[] slots) {
    return bytes(shape, slots, Group::members);
  }

  static byte[] receivers(CellGroups.Shape shape, @Nullable CellGroups[] slots) {
    return bytes(shape, slots, Group::receivers);
  }

  private static byte[] bytes(
      CellGroups.Shape shape, @Nullable CellGroups[] slots, Function<Group, List<Integer>> chosen) {
    int all = groups(shape);
    byte[] bytes = new byte[slots.length * all * shape.cells()];
    for (int slot = 0; slot < slots.length; slot++) {
      CellGroups groups = slots[slot];
      if (groups != null) {
        int row = slot * all * shape.cells();
        for (List<Group> relation : groups.relations()) {
          for (Group group : relation) {
            for (int cell : chosen.apply(group)) {
              bytes[row + cell] = 1;
            }
            row += shape.cells();
          }
        }
      }
    }
    return bytes;
  }

  /**
   * @throws IllegalArgumentException if the number of bytes does not match the slots' groups
   */
  static @Nullable CellGroups[] read(
      CellGroups.Shape shape, int batch, byte[] members, byte[] receivers) {
    int each = Math.multiplyExact(groups(shape), shape.cells());
    if (members.length != Math.multiplyExact(batch, each) || receivers.length != members.length) {
      throw new IllegalArgumentException(
          "the slots' groups have "
              + members.length
              + " members and "
              + receivers.length
              + " receivers; they must have "
              + batch * each);
    }
    @Nullable CellGroups[] slots = new CellGroups[batch];
    for (int slot = 0; slot < batch; slot++) {
      int row = slot * each;
      boolean empty = true;
      List<List<Group>> relations = new ArrayList<>();
      for (int count : shape.groups()) {
        List<Group> relation = new ArrayList<>();
        for (int group = 0; group < count; group++) {
          Group one =
              new Group(cells(members, row, shape.cells()), cells(receivers, row, shape.cells()));
          empty &= one.members().isEmpty() && one.receivers().isEmpty();
          relation.add(one);
          row += shape.cells();
        }
        relations.add(relation);
      }
      slots[slot] = empty ? null : new CellGroups(shape.cells(), shape.symbols(), relations);
    }
    return slots;
  }

  private static List<Integer> cells(byte[] flags, int from, int count) {
    List<Integer> cells = new ArrayList<>();
    for (int cell = 0; cell < count; cell++) {
      if (flags[from + cell] != 0) {
        cells.add(cell);
      }
    }
    return cells;
  }

  private static int groups(CellGroups.Shape shape) {
    return shape.groups().stream().mapToInt(Integer::intValue).sum();
  }
}
