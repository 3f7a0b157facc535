package dev.trm.benchmarks.model;

import dev.trm.model.CellGroups;
import dev.trm.model.Compute;
import dev.trm.model.Parameter;
import dev.trm.model.Start;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.solve.SlotCycle;
import dev.trm.model.solve.SlotSolver;
import dev.trm.model.torch.Backend;
import dev.trm.model.train.ExampleShape;
import dev.trm.model.train.ExampleSource;
import dev.trm.model.train.TrainingExample;
import dev.trm.model.train.TrainingRun;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * This project's implementation: the code that a solver runs for a batch and a trainer for a step.
 */
final class JavaSide implements Side {
  private final int threads;
  private @Nullable SlotSolver solver;
  private @Nullable TrainingRun training;
  private @Nullable Case open;
  private @Nullable Exchange exchange;

  JavaSide(int threads) {
    this.threads = threads;
  }

  @Override
  public String name() {
    return "java";
  }

  @Override
  public void open(Case one, Exchange given) {
    close();
    open = one;
    exchange = given;
  }

  @Override
  public Map<String, HostTensor> first(Call call) {
    return call == Call.CYCLE ? read(solver().cycle()) : stepped(training());
  }

  @Override
  public double seconds(Call call) {
    long began;
    if (call == Call.CYCLE) {
      SlotSolver solves = solver();
      began = System.nanoTime();
      solves.cycle();
    } else {
      TrainingRun trains = training();
      began = System.nanoTime();
      trains.step();
    }
    return (System.nanoTime() - began) / 1e9;
  }

  /** The kernels that it uses for a call. */
  String kernels(Call call) {
    return String.valueOf(
        (call == Call.CYCLE ? solver().facts() : training().facts()).get("kernels"));
  }

  @Override
  public void close() {
    if (solver != null) {
      solver.close();
      solver = null;
    }
    if (training != null) {
      training.close();
      training = null;
    }
  }

  private SlotSolver solver() {
    SlotSolver present = solver;
    if (present == null) {
      List<TrainingExample> examples = exchange().examples();
      CellGroups groups = examples.get(0).groups();
      present =
          new SlotSolver(
              exchange().weights(),
              groups == null ? null : groups.shape(),
              examples.size(),
              examples.size(),
              Backend.of(compute()));
      for (int row = 0; row < examples.size(); row++) {
        TrainingExample example = examples.get(row);
        present.place(row, example.question(), example.puzzleId(), groups, Start.FIXED);
      }
      solver = present;
    }
    return present;
  }

  private TrainingRun training() {
    TrainingRun present = training;
    if (present == null) {
      present =
          TrainingRun.start(
              exchange().weights(), exchange().options(), compute(), new Again(exchange()));
      training = present;
    }
    return present;
  }

  private Compute compute() {
    if (open == null) {
      throw new IllegalStateException("no case is open");
    }
    return Compute.exact(threads).with(open.precision());
  }

  private Exchange exchange() {
    if (exchange == null) {
      throw new IllegalStateException("no case is open");
    }
    return exchange;
  }

  private static Map<String, HostTensor> read(List<Optional<SlotCycle>> cycles) {
    List<SlotCycle> all = cycles.stream().map(Optional::orElseThrow).toList();
    int cells = all.get(0).answerTokens().length;
    ByteBuffer tokens = floats(all.size() * cells);
    ByteBuffer confidence = floats(all.size() * cells);
    ByteBuffer halts = floats(all.size());
    for (SlotCycle cycle : all) {
      for (int cell = 0; cell < cells; cell++) {
        tokens.putFloat(cycle.answerTokens()[cell]);
        confidence.putFloat(cycle.confidence()[cell]);
      }
      halts.putFloat(cycle.haltLogit());
    }
    return Map.of(
        "tokens", vector(tokens), "confidence", vector(confidence), "halt", vector(halts));
  }

  /** After the first step, a first moment is a tenth of the gradient. */
  private Map<String, HostTensor> stepped(TrainingRun run) {
    Map<String, HostTensor> numbers = new LinkedHashMap<>();
    numbers.put("loss", vector(floats(1).putFloat((float) run.step().loss())));
    Map<String, HostTensor> kept = run.checkpoint().tensors();
    for (Parameter each : exchange().weights().config().parameters()) {
      for (String copy : List.of("weights.", "first.")) {
        String name = copy + each.key();
        HostTensor tensor = kept.get(name);
        if (tensor == null) {
          throw new IllegalStateException("a checkpoint has no " + name);
        }
        numbers.put(name, tensor);
      }
    }
    return numbers;
  }

  private static ByteBuffer floats(int count) {
    return ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static HostTensor vector(ByteBuffer filled) {
    return new HostTensor(
        HostTensor.Type.F32, List.of((long) filled.capacity() / 4), filled.flip());
  }

  /** An endless repetition of the same examples. */
  private static final class Again implements ExampleSource {
    private final Exchange exchange;
    private long next;

    Again(Exchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public List<ExampleShape> shapes() {
      return exchange.shapes();
    }

    @Override
    public TrainingExample next(int shape) {
      List<TrainingExample> examples = exchange.examples();
      return examples.get((int) (next++ % examples.size()));
    }

    @Override
    public long[] state() {
      return new long[] {next};
    }

    @Override
    public void restore(long[] state) {
      next = state[0];
    }
  }
}
