package dev.trm.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.trm.model.CellGroups;
import dev.trm.model.NormalNoise;
import dev.trm.model.Parameter;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.torch.Field;
import dev.trm.model.torch.TrmModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The slots of one shape, with their state on the device. */
final class TrainingPool {

  private final TrmConfig config;
  private final TrmModule module;
  private final NDManager manager;
  private final SlotPool.Place place;
  private final SlotPool slots;
  private final NDArray answer;
  private final NDArray latent;

  /** The arrays that {@link TrmModule#groups} made of {@link #grouped}; empty without relations. */
  private List<NDArray> groups = List.of();

  private List<@Nullable CellGroups> grouped = List.of();

  /**
   * @param tensors contains the states under the names of {@link #parts}
   */
  TrainingPool(
      TrmConfig config,
      TrmModule module,
      NDManager manager,
      SlotPool.Place place,
      SlotPool slots,
      Map<String, HostTensor> tensors) {
    this.config = config;
    this.module = module;
    this.manager = manager;
    this.place = place;
    this.slots = slots;
    List<NDArray> parts = new ArrayList<>();
    for (Parameter part : parts(config, place)) {
      parts.add(module.loadNarrowed(manager, Objects.requireNonNull(tensors.get(part.key()))));
    }
    answer = parts.get(0);
    latent = parts.get(1);
  }

  /** The names and shapes of a pool's answer and latent in a checkpoint. */
  static List<Parameter> parts(TrmConfig config, SlotPool.Place place) {
    CellGroups.Shape shape = place.shape();
    long length = shape == null ? config.length() : Field.nodes(shape);
    return List.of(
        new Parameter(place.named("state", "answer"), place.batch(), length, config.hidden()),
        new Parameter(place.named("state", "latent"), place.batch(), length, config.hidden()));
  }

  void save(Map<String, HostTensor> tensors) {
    List<Parameter> parts = parts(config, place);
    tensors.put(parts.get(0).key(), module.read(answer));
    tensors.put(parts.get(1).key(), module.read(latent));
    slots.save(tensors);
  }

  /**
   * Runs one training step: halted slots take a new example, all run a cycle, the weights are
   * updated.
   */
  StepMetrics step(
      ExampleSource examples,
      TrmModule.Trained trained,
      List<NDArray> buffers,
      NDArray puzzles,
      double[] hyper,
      long step) {
    SortedMap<Integer, Long> starts = slots.refill(examples);
    double[] figures;
    try (NDManager scope = manager.newSubManager()) {
      TrmModule.State state = state();
      NDArray fresh = scope.create(slots.halted());
      if (!starts.isEmpty()) {
        module.reset(scope, state, buffers, fresh);
        disturb(scope, starts);
        fresh = scope.create(new boolean[place.batch()]);
      }
      long[] questions = slots.questions();
      Shape asked = new Shape(place.batch(), questions.length / place.batch());
      Shape cells = new Shape(place.batch(), place.cells(config));
      figures =
          module
              .trainStep(
                  scope,
                  trained,
                  buffers,
                  state,
                  puzzles,
                  scope.create(slots.ids()),
                  scope.create(questions, asked),
                  scope.create(slots.answers(), cells),
                  fresh,
                  module.onHost(scope, hyper))
              .toDoubleArray();
    }
    return slots.advance(step, figures, hyper[0]);
  }

  private TrmModule.State state() {
    CellGroups.Shape shape = place.shape();
    if (shape != null && !grouped.equals(slots.groups())) {
      groups.forEach(NDArray::close);
      groups = module.groups(manager, shape, slots.groups());
      grouped = new ArrayList<>(slots.groups());
    }
    List<NDArray> arrays = new ArrayList<>(List.of(answer, latent));
    arrays.addAll(groups);
    return new TrmModule.State(arrays, Optional.ofNullable(shape));
  }

  /** Adds normal numbers of standard deviation 1 to slots that were just reset. */
  private void disturb(NDManager scope, SortedMap<Integer, Long> seeds) {
    int each = Math.toIntExact(answer.getShape().size() / place.batch());
    float[] answers = new float[Math.multiplyExact(seeds.size(), each)];
    float[] latents = new float[answers.length];
    long[] which = new long[seeds.size()];
    int row = 0;
    for (Map.Entry<Integer, Long> one : seeds.entrySet()) {
      NormalNoise noise = new NormalNoise(one.getValue(), 1);
      noise.fill(answers, row * each, each);
      noise.fill(latents, row * each, each);
      which[row++] = one.getKey();
    }
    module.disturb(scope, answer, which, answers);
    module.disturb(scope, latent, which, latents);
  }
}
