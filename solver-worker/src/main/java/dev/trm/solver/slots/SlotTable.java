package dev.trm.solver.slots;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which attempt is in which slot, and which solves have been begun. A solve has a right to one
 * slot; further ones it has only while nobody else could use them. For the model's thread.
 */
final class SlotTable {
  private final Set<Solve> solves = new LinkedHashSet<>();
  private @Nullable Running[] slots = new Running[0];

  int size() {
    return slots.length;
  }

  @Nullable Running at(int slot) {
    return slots[slot];
  }

  /** The solves that have been begun, the longest ago first. */
  List<Solve> solves() {
    return List.copyOf(solves);
  }

  int begun() {
    return solves.size();
  }

  int occupied() {
    int count = 0;
    for (Running running : slots) {
      count += running == null ? 0 : 1;
    }
    return count;
  }

  void begin(Solve solve) {
    solves.add(solve);
  }

  void end(Solve solve) {
    solves.remove(solve);
  }

  void put(int slot, Running running) {
    slots[slot] = running;
  }

  void clear(int slot) {
    slots[slot] = null;
  }

  /** The slots that a solve holds. */
  List<Integer> of(Solve solve) {
    List<Integer> held = new ArrayList<>();
    for (int slot = 0; slot < slots.length; slot++) {
      Running running = slots[slot];
      if (running != null && running.solve() == solve) {
        held.add(slot);
      }
    }
    return held;
  }

  /** Slots held by solves that have another one as well. */
  int extra() {
    return occupied() - (int) solves.stream().filter(each -> each.search().running() > 0).count();
  }

  /**
   * The slot to free first when somebody needs one: the newest attempt of the solve that has most.
   */
  int mostDispensable() {
    Solve widest =
        solves.stream().max(Comparator.comparingInt(each -> each.search().running())).orElseThrow();
    return of(widest).stream()
        .max(Comparator.comparingInt(slot -> number(slots[slot])))
        .orElseThrow();
  }

  private static int number(@Nullable Running running) {
    return running == null ? -1 : running.attempt().number();
  }

  /** Starts one more attempt, of the solve that has fewest slots; empty if none may have more. */
  Optional<Running> startExtra() {
    List<Solve> fewestFirst =
        solves.stream()
            .filter(each -> each.search().running() < each.search().atOnce())
            .sorted(Comparator.comparingInt(each -> each.search().running()))
            .toList();
    for (Solve solve : fewestFirst) {
      Optional<Running> started = solve.start();
      if (started.isPresent()) {
        return started;
      }
    }
    return Optional.empty();
  }

  /**
   * Takes another number of slots.
   *
   * @param from the slots that were occupied before, in order: the first of them is slot 0 now
   */
  void resize(int size, int[] from) {
    @Nullable Running[] moved = new Running[size];
    for (int to = 0; to < from.length; to++) {
      moved[to] = slots[from[to]];
    }
    slots = moved;
  }

  void forget() {
    solves.clear();
    slots = new Running[0];
  }
}
