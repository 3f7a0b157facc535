package dev.trm.solver.slots;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which attempt is in which slot, and which solves have started. A solve is entitled to one slot;
 * it has further ones only while no other solve needs them. Confined to the model's thread.
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

  /** The started solves, the oldest first. */
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

  /** The number of slots that solves hold beyond their first one. */
  int extra() {
    return occupied() - (int) solves.stream().filter(each -> each.search().running() > 0).count();
  }

  /** The slot to free first: the newest attempt of the solve with the most slots. */
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

  /** Starts one more attempt, of the solve with the fewest slots; empty if none may start. */
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
   * Changes the number of slots.
   *
   * @param from the old numbers of the occupied slots, in order: the first of them is now slot 0
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
