package dev.trm.solver;

import dev.trm.model.CellGroups;
import dev.trm.model.search.AttemptForm;
import dev.trm.model.solve.SlotCycle;
import dev.trm.solver.models.ServedModel;
import dev.trm.solver.slots.ComputeFacts;
import dev.trm.solver.slots.ShapeLadder;
import dev.trm.solver.slots.SlotBatch;
import dev.trm.solver.slots.SlotBatches;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Batches whose model's results are scripted by the test. */
final class ScriptedBatches implements SlotBatches {
  private final FormScript script;

  /** "open 16", "cycle 16" and "close", with the model's checkpoint before each. */
  final List<String> calls = new CopyOnWriteArrayList<>();

  ScriptedBatches(Script script) {
    this.script = (form, cycle) -> script.cycle(form.question(), cycle);
  }

  private ScriptedBatches(FormScript script) {
    this.script = script;
  }

  /** Batches whose script also depends on an attempt's form. */
  static ScriptedBatches byForm(FormScript script) {
    return new ScriptedBatches(script);
  }

  interface FormScript {
    /** The scripted result of an attempt's cycle, counted from 1. */
    SlotCycle cycle(AttemptForm form, int cycle);
  }

  interface Script {
    /** The scripted result of a question's cycle, counted from 1. */
    SlotCycle cycle(int[] question, int cycle);
  }

  @Override
  public void warmUp() {}

  @Override
  public ShapeLadder ladder(int largest) {
    return ShapeLadder.everySize(largest);
  }

  @Override
  public SlotBatch open(ServedModel model, CellGroups.@Nullable Shape shape, int slots, int most) {
    calls.add(model.checkpoint() + " open " + slots);
    return new Batch(model.checkpoint(), slots);
  }

  private static final class Slot {
    private final AttemptForm form;
    private int cycle;

    Slot(AttemptForm form) {
      this.form = form;
    }
  }

  private final class Batch implements SlotBatch {
    private final String name;
    private List<@Nullable Slot> slots = new ArrayList<>();

    Batch(String name, int slots) {
      this.name = name;
      resize(slots);
    }

    private void resize(int size) {
      while (slots.size() < size) {
        slots.add(null);
      }
    }

    @Override
    public ComputeFacts facts() {
      return new ComputeFacts("cpu", "float32", 1, "scripted", "", "plain");
    }

    @Override
    public int slots() {
      return slots.size();
    }

    @Override
    public void place(int slot, AttemptForm form) {
      slots.set(slot, new Slot(form));
    }

    @Override
    public void clear(int slot) {
      slots.set(slot, null);
    }

    @Override
    public int[] reshape(int size) {
      int[] kept =
          IntStream.range(0, slots.size()).filter(slot -> slots.get(slot) != null).toArray();
      List<@Nullable Slot> moved = new ArrayList<>();
      for (int slot : kept) {
        moved.add(slots.get(slot));
      }
      slots = moved;
      resize(size);
      return kept;
    }

    @Override
    public List<Optional<SlotCycle>> cycle() {
      calls.add(name + " cycle " + slots.size());
      List<Optional<SlotCycle>> made = new ArrayList<>();
      for (Slot slot : slots) {
        made.add(
            slot == null ? Optional.empty() : Optional.of(script.cycle(slot.form, ++slot.cycle)));
      }
      return made;
    }

    @Override
    public void close() {
      calls.add(name + " close");
    }
  }
}
