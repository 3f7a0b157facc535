package dev.trm.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.Failure;
import dev.trm.jobs.FailureCode;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.SolveResult;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.TraceLevel;
import dev.trm.jobs.checkpoint.DirectoryCheckpointStore;
import dev.trm.jobs.events.EventId;
import dev.trm.jobs.events.JobEvent;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.TraceCycle;
import dev.trm.model.CellGroups;
import dev.trm.model.Compute;
import dev.trm.model.Precision;
import dev.trm.model.solve.SlotCycle;
import dev.trm.model.solve.SlotSolver;
import dev.trm.model.torch.Backend;
import dev.trm.model.torch.FreeProducts;
import dev.trm.model.torch.KernelProof;
import dev.trm.puzzles.Puzzle;
import dev.trm.puzzles.sudoku.SudokuGrid;
import dev.trm.puzzles.sudoku.SudokuPuzzle;
import dev.trm.puzzles.sudoku.SudokuSize;
import dev.trm.puzzles.sudoku.SudokuSolver;
import dev.trm.solver.models.ServedModel;
import dev.trm.solver.slots.DeviceException;
import dev.trm.solver.slots.ShapeLadder;
import dev.trm.solver.slots.SlotBatch;
import dev.trm.solver.slots.SlotBatches;
import dev.trm.solver.slots.TorchBatches;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker with a fake intake; on the real engine with an untrained model unless scripted. */
class SolverWorkerTest {
  private static final float HALT = 1;
  private static final float GO_ON = -1;
  private static final int FOREVER = Integer.MAX_VALUE;

  @TempDir Path folder;
  private final FakeIntake intake = new FakeIntake();
  private final FakeRegistry registry = new FakeRegistry();
  private final SettableClock clock = new SettableClock();
  private final List<JobEvent> events = new CopyOnWriteArrayList<>();
  private final List<SolverWorker> workers = new ArrayList<>();
  private DirectoryCheckpointStore checkpoints;
  private String checkpoint;

  @BeforeEach
  void registerUntrainedModel() throws IOException {
    checkpoints = new DirectoryCheckpointStore(folder.resolve("checkpoints"));
    checkpoint = checkpoint(1);
    registry.point(Puzzles.MODEL, "sudoku-4x4", 1, checkpoint);
  }

  @AfterEach
  void stopWorkers() throws InterruptedException {
    for (SolverWorker worker : workers) {
      worker.stop();
    }
  }

  @Test
  void untrainedModelRunsToTheLimitAndItsAnswersAreNotCalledSolved() {
    SolverWorker worker = started(SolverSettings.slots(4), new TorchBatches(Compute.exact(1)));
    List<Claim> claims =
        Puzzles.fourByFour(10, 1).stream()
            .map(grid -> Puzzles.claim(Puzzles.spec(grid, HaltMode.CHECKED, 3)))
            .toList();

    claims.forEach(worker::accepted);

    eventually().untilAsserted(() -> assertThat(intake.finished).hasSize(10));
    for (Claim claim : claims) {
      Outcome.Succeeded done = succeeded(claim);
      SolveResult result = SolveResult.of(done.result());
      Puzzle puzzle = SudokuPuzzle.parse(claim.job().solveSpec().grid());
      assertThat(result.solved()).isFalse();
      assertThat(result.halted()).isFalse();
      assertThat(result.cycles()).isEqualTo(3);
      assertThat(result.model()).isEqualTo(Puzzles.MODEL);
      assertThat(result.checkpoint()).isEqualTo(checkpoint);
      assertThat(result.runtime().slots()).hasSize(3).allMatch(slots -> slots >= 1 && slots <= 4);
      assertThat(done.trace()).extracting(TraceCycle::cycle).containsExactly(1, 2, 3);
      assertThat(puzzle.draft(tokens(done.trace().get(2))).grid()).isEqualTo(result.grid());
    }
    assertThat(worker.free()).isEqualTo(worker.capacity());
  }

  @Test
  void answersAreThoseOfTheModelAloneWhateverTheNeighbours() throws IOException {
    SolverWorker worker = started(SolverSettings.slots(4), new TorchBatches(Compute.exact(1)));
    List<String> grids = Puzzles.fourByFour(9, 2);
    List<Claim> claims =
        IntStream.range(0, 9)
            .mapToObj(i -> Puzzles.claim(Puzzles.spec(grids.get(i), HaltMode.FIXED, 1 + i % 4)))
            .toList();

    claims.forEach(worker::accepted);

    eventually().untilAsserted(() -> assertThat(intake.finished).hasSize(9));
    for (Claim claim : claims) {
      try (SlotSolver alone = new SlotSolver(Puzzles.untrained(1), 1, 1)) {
        alone.place(0, SudokuPuzzle.parse(claim.job().solveSpec().grid()).tokens(), 0);
        for (TraceCycle cycle : succeeded(claim).trace()) {
          SlotCycle expected = alone.cycle().get(0).orElseThrow();
          assertThat(tokens(cycle)).isEqualTo(expected.answerTokens());
          assertThat(cycle.haltLogit()).isEqualTo(expected.haltLogit());
        }
      }
    }
  }

  /**
   * The planted products are wrong after the last full block of 32 columns; there are 17 positions.
   */
  @Test
  void wrongKernelIsReplacedWarnedOfOnceCountedAndNamedInTheResult() throws IOException {
    assumeThat(Backend.of(Compute.exact(1)).products()).isEqualTo(FreeProducts.ONEDNN);
    Path file = folder.resolve("wide.safetensors");
    Puzzles.wide().write(file);
    registry.point("wide@1", "wide", 1, checkpoints.put(file, JobJson.parse("{}")));
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    SolverMeters measured = new SolverMeters(meters);
    List<String> warnings = new CopyOnWriteArrayList<>();
    SolverWorker worker =
        started(
            SolverSettings.slots(2),
            measured.timed(
                new TorchBatches(
                    () ->
                        withProducts(new FreeProducts("oneDNN", "free_wrong_tail.torchscript")))));
    measured.watch(worker);
    double before = meters.get("trm.kernels.replaced").gauge().value();
    String grid = Puzzles.fourByFour(1, 3).get(0);
    List<Claim> claims =
        Stream.generate(
                () -> Puzzles.claim(withModel(Puzzles.spec(grid, HaltMode.FIXED, 2), "wide@1")))
            .limit(3)
            .toList();
    Handler listening = listening(warnings);
    Logger proof = Logger.getLogger(KernelProof.class.getName());
    proof.addHandler(listening);

    try {
      claims.forEach(worker::accepted);
      eventually().untilAsserted(() -> assertThat(intake.finished).hasSize(3));
    } finally {
      proof.removeHandler(listening);
    }

    SlotSolver plain = new SlotSolver(Puzzles.wide(), 1, 1, withProducts(FreeProducts.PLAIN));
    try (plain) {
      plain.place(0, SudokuPuzzle.parse(grid).tokens(), 0);
      for (TraceCycle cycle : succeeded(claims.get(0)).trace()) {
        SlotCycle expected = plain.cycle().get(0).orElseThrow();
        assertThat(tokens(cycle)).isEqualTo(expected.answerTokens());
        assertThat(cycle.haltLogit()).isCloseTo(expected.haltLogit(), within(1e-4f));
      }
    }
    assertThat(claims)
        .allSatisfy(
            claim ->
                assertThat(result(claim).runtime().kernels())
                    .isEqualTo("oneDNN, plain length down"));
    assertThat(meters.get("trm.kernels.replaced").gauge().value()).isEqualTo(before + 1);
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("kernels deviate on ")
        .contains("oneDNN float32 product with term of ")
        .contains(" rows, inner dimension 32, 17 columns is off by up to ")
        .contains(" in columns 0 to 16, ");
  }

  private static Backend withProducts(FreeProducts products) {
    return new Backend(Device.cpu(), Precision.FLOAT32, 1, products);
  }

  private static Handler listening(List<String> messages) {
    return new Handler() {
      @Override
      public void publish(LogRecord event) {
        messages.add(String.valueOf(event.getMessage()));
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  @Test
  void checkedSolveGoesOnUntilTheHeadHaltsWithAnAnswerThatPasses() {
    // Wrong with a confident head, then correct with an unconfident one, then correct and
    // confident.
    SolverWorker worker =
        started(
            SolverSettings.slots(2),
            new ScriptedBatches(
                (question, cycle) ->
                    cycle == 1
                        ? draft(question, HALT)
                        : draft(solution(question), cycle == 2 ? GO_ON : HALT)));
    String grid = Puzzles.fourByFour(1, 3).get(0);
    Claim checked = Puzzles.claim(Puzzles.spec(grid, HaltMode.CHECKED, 16));
    Claim head = Puzzles.claim(Puzzles.spec(grid, HaltMode.HEAD, 16));
    Claim fixed = Puzzles.claim(Puzzles.spec(grid, HaltMode.FIXED, 5));

    List.of(checked, head, fixed).forEach(worker::accepted);

    eventually().untilAsserted(() -> assertThat(intake.finished).hasSize(3));
    assertThat(result(checked))
        .returns(3, SolveResult::cycles)
        .returns(true, SolveResult::halted)
        .returns(true, SolveResult::solved);
    assertThat(result(head))
        .returns(1, SolveResult::cycles)
        .returns(true, SolveResult::halted)
        .returns(false, SolveResult::solved);
    assertThat(result(fixed))
        .returns(5, SolveResult::cycles)
        .returns(false, SolveResult::halted)
        .returns(true, SolveResult::solved);
  }

  @Test
  void cyclesOfTracedSolvesAreToldInOrderButTheLastWhichComesWithTheEnd() {
    SolverWorker worker =
        started(
            SolverSettings.slots(2),
            new ScriptedBatches(
                (question, cycle) -> draft(cycle == 1 ? question : solution(question), GO_ON)));
    String grid = Puzzles.fourByFour(1, 4).get(0);
    Claim claim = Puzzles.claim(Puzzles.spec(grid, HaltMode.CHECKED, 3));

    worker.accepted(claim);

    eventually().untilAsserted(() -> assertThat(intake.finished).hasSize(1));
    int blanks = (int) grid.chars().filter(symbol -> symbol == '.').count();
    assertThat(events).extracting(JobEvent::type).containsExactly("cycle", "cycle");
    assertThat(events)
        .extracting(JobEvent::id)
        .containsExactly(new EventId(2, 1), new EventId(2, 2));
    assertThat(events.get(0).data().path("changed")).isEmpty();
    assertThat(events.get(1).data().path("changed")).hasSize(blanks);
    assertThat(events.get(1).data().path("broken").asInt()).isZero();
  }

  @Test
  void cycleOfASingleSolveIsToldWithConfidencesAndBrokenCellsAndOneOfABatchWithout()
      throws Exception {
    SolverWorker worker =
        started(
            SolverSettings.slots(1),
            new ScriptedBatches(
                (question, cycle) -> {
                  int[] drafted = solution(question);
                  // The first cell gets the second cell's digit: both break row 1.
                  drafted[0] = drafted[1];
                  float[] confidence = new float[drafted.length];
                  confidence[1] = 1;
                  confidence[2] = 0.5f;
                  return new SlotCycle(drafted, confidence, GO_ON);
                }));
    // The left column is blank, so a wrong cell there changes no given.
    SolveSpec spec = Puzzles.spec(".234" + ".321" + ".143" + ".412", HaltMode.FIXED, 2);
    Claim single = Puzzles.claim(spec);
    Claim ofMany = Puzzles.ofBatch(spec, UUID.randomUUID());

    worker.accepted(single);
    eventually().untilAsserted(() -> assertThat(intake.finished).hasSize(1));
    worker.accepted(ofMany);
    eventually().untilAsserted(() -> assertThat(intake.finished).hasSize(2));

    assertThat(events).extracting(JobEvent::jobId).containsExactly(single.id(), ofMany.id());
    JsonNode told = events.get(0).data();
    byte[] bytes = new byte[16];
    bytes[1] = (byte) 255;
    bytes[2] = (byte) 128;
    assertThat(Base64.getDecoder().decode(told.path("confidence").asText())).isEqualTo(bytes);
    // By hand: 2 is twice in row 1 and in the first box; the column has 2, 4, 2, 3.
    assertThat(told.path("brokenCells"))
        .extracting(JsonNode::asInt)
        .contains(0, 1, 8)
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(told.path("broken").asInt()).isPositive();
    assertThat(events.get(1).data().has("confidence")).isFalse();
    assertThat(events.get(1).data().has("brokenCells")).isFalse();
    assertThat(events.get(1).data().path("broken")).isEqualTo(told.path("broken"));
  }

  @Test
  void solveThatIsLostDuringACycleMakesNoFurtherOne() {
    String grid = Puzzles.fourByFour(1, 6).get(0);
    Claim claim = Puzzles.claim(Puzzles.spec(grid, HaltMode.FIXED, FOREVER));
    AtomicReference<Consumer<Claim>> lose = new AtomicReference<>(lost -> {});
    AtomicInteger cycles = new AtomicInteger();
    SolverWorker worker =
        started(
            SolverSettings.slots(1),
            new ScriptedBatches(
                (question, cycle) -> {
                  cycles.set(cycle);
                  if (cycle == 3) {
                    Objects.requireNonNull(lose.get()).accept(claim);
                  }
                  return draft(question, GO_ON);
                }));
    lose.set(worker::lost);

    worker.accepted(claim);

    eventually().until(() -> cycles.get() >= 3 && worker.busySlots() == 0);
    assertThat(cycles).hasValue(3);
    assertThat(intake.finished).isEmpty();
  }

  @Test
  void cancelledPuzzleMakesRoomAndIsNeverRecorded() {
    SolverWorker worker = started(SolverSettings.slots(1), new TorchBatches(Compute.exact(1)));
    List<String> grids = Puzzles.fourByFour(2, 5);
    Claim endless = Puzzles.claim(Puzzles.spec(grids.get(0), HaltMode.FIXED, FOREVER));
    Claim next = Puzzles.claim(Puzzles.spec(grids.get(1), HaltMode.FIXED, 1));
    worker.accepted(endless);
    eventually().until(() -> worker.busySlots() == 1 && !events.isEmpty());

    worker.lost(endless);
    worker.accepted(next);

    eventually().untilAsserted(() -> assertThat(intake.of(next)).hasSize(1));
    assertThat(intake.of(endless)).isEmpty();
  }

  @Test
  void deadlineEndsARunningSolveAndOneThatWaits() {
    SolverWorker worker = started(SolverSettings.slots(1), new TorchBatches(Compute.exact(1)));
    List<String> grids = Puzzles.fourByFour(2, 6);
    Claim running =
        Puzzles.claim(
            Puzzles.spec(grids.get(0), HaltMode.FIXED, FOREVER), clock.instant().plusSeconds(5));
    Claim waiting =
        Puzzles.claim(
            Puzzles.spec(grids.get(1), HaltMode.FIXED, FOREVER), clock.instant().plusSeconds(5));
    worker.accepted(running);
    eventually().until(() -> !events.isEmpty());
    worker.accepted(waiting);

    clock.goOn(Duration.ofSeconds(5));

    eventually().untilAsserted(() -> assertThat(intake.finished).hasSize(2));
    Outcome.Failed failed = (Outcome.Failed) intake.of(running).get(0);
    assertThat(failed.failure())
        .isEqualTo(
            new Failure(
                FailureCode.DEADLINE,
                "deadline passed after " + failed.trace().size() + " cycles"));
    assertThat(failure(waiting))
        .isEqualTo(new Failure(FailureCode.DEADLINE, "deadline passed after 0 cycles"));
  }

  @Test
  void puzzleOfAnotherSizeIsRefusedWithTheNumbersOfBoth() {
    SolverWorker worker = started(SolverSettings.slots(1), new TorchBatches(Compute.exact(1)));
    Claim claim = Puzzles.claim(Puzzles.spec(".".repeat(36), HaltMode.FIXED, 1));

    worker.accepted(claim);

    eventually().untilAsserted(() -> assertThat(intake.finished).hasSize(1));
    assertThat(failure(claim))
        .isEqualTo(
            new Failure(
                FailureCode.MODEL_MISMATCH,
                "model sudoku-4x4@1 takes 16 cells of 6 tokens; the puzzle, sudoku 6x6, has 36"
                    + " cells of 8 tokens"));
  }

  @Test
  void missingModelDamagedCheckpointAndBadSpecFailWithTheirReason() throws IOException {
    SolverWorker worker = started(SolverSettings.slots(1), new TorchBatches(Compute.exact(1)));
    String damaged = checkpoint(7);
    Files.writeString(folder.resolve("checkpoints").resolve(damaged + ".safetensors"), "no");
    registry.point("broken@1", "broken", 1, damaged);
    String grid = Puzzles.fourByFour(1, 7).get(0);
    SolveSpec good = Puzzles.spec(grid, HaltMode.FIXED, 1);
    Claim missing = Puzzles.claim(withModel(good, "nobody@champion"));
    Claim unreadable = Puzzles.claim(withModel(good, "broken@1"));
    Claim bad = Puzzles.claim(Puzzles.spec("11..............", HaltMode.FIXED, 1));
    Claim fine = Puzzles.claim(good);

    List.of(missing, unreadable, bad, fine).forEach(worker::accepted);

    eventually().untilAsserted(() -> assertThat(intake.finished).hasSize(4));
    assertThat(failure(missing))
        .isEqualTo(
            new Failure(
                FailureCode.MODEL_NOT_FOUND, "model: 'nobody@champion' is not in the registry"));
    assertThat(failure(unreadable).code()).isEqualTo(FailureCode.CHECKPOINT_UNREADABLE);
    assertThat(failure(unreadable).message()).contains("broken@1").contains(damaged);
    assertThat(failure(bad).code()).isEqualTo(FailureCode.INVALID_SPEC);
    assertThat(failure(bad).message()).contains("grid has 1 twice in row 1");
    assertThat(succeeded(fine)).isNotNull();
  }

  /** By hand: the second draft has a shortest path, but not the one a model learns. */
  @Test
  void mazeHaltsAtAnyShortestPath() {
    int[] first = {3, 5, 2, 1, 2, 1, 2, 2, 2, 2, 2, 4, 1, 1, 1, 1};
    int[] second = {3, 5, 5, 1, 2, 1, 5, 5, 2, 2, 2, 4, 1, 1, 1, 1};
    SolverWorker worker =
        started(
            SolverSettings.slots(1),
            new ScriptedBatches((question, cycle) -> draft(cycle == 1 ? first : second, HALT)));
    Claim claim =
        Puzzles.claim(
            spec("maze", "[\"S  #\", \" #  \", \"   G\", \"####\"]", HaltMode.CHECKED, null));

    worker.accepted(claim);

    eventually().untilAsserted(() -> assertThat(intake.finished).hasSize(1));
    SolveResult result = result(claim);
    assertThat(result.cycles()).isEqualTo(2);
    assertThat(result.solved()).isTrue();
    assertThat(result.grid()).isEqualTo(JobJson.parse("[\"Soo#\", \" #oo\", \"   G\", \"####\"]"));
  }

  @Test
  void gridIsAnsweredInItsModelsLayoutAndNotJudged() {
    List<int[]> asked = new CopyOnWriteArrayList<>();
    SolverWorker worker =
        started(
            SolverSettings.slots(1),
            new ScriptedBatches(
                (question, cycle) -> {
                  asked.add(question);
                  return draft(new int[] {3, 2, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, HALT);
                }));
    Claim claim =
        Puzzles.claim(
            spec(
                "grid",
                "[[0, 3], [1, 2]]",
                HaltMode.HEAD,
                "{\"width\": 4, \"height\": 4, \"symbols\": 4, \"ends\": true}"));

    worker.accepted(claim);

    eventually().untilAsserted(() -> assertThat(intake.finished).hasSize(1));
    assertThat(asked).containsExactly(new int[] {2, 5, 1, 0, 3, 4, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0});
    assertThat(result(claim).grid()).isEqualTo(JobJson.parse("[[1, 0]]"));
    assertThat(result(claim).solved()).isNull();
    assertThat(succeeded(claim).result().has("solved")).isFalse();
  }

  @Test
  void puzzleWithoutRulesIsNotRunUntilItIsRight() {
    SolverWorker worker = started(SolverSettings.slots(1), new TorchBatches(Compute.exact(1)));
    Claim claim = Puzzles.claim(spec("arc", "[[0, 1]]", HaltMode.CHECKED, null));

    worker.accepted(claim);

    eventually().untilAsserted(() -> assertThat(intake.finished).hasSize(1));
    assertThat(failure(claim))
        .isEqualTo(
            new Failure(
                FailureCode.INVALID_SPEC, "halt: checked, but a puzzle of kind arc has no rules"));
  }

  private static SolveSpec spec(String kind, String grid, HaltMode halt, @Nullable String layout) {
    return new SolveSpec(
        kind,
        JobJson.parse(grid),
        Puzzles.MODEL,
        4,
        TraceLevel.FULL,
        halt,
        null,
        layout == null ? null : JobJson.parse(layout),
        null);
  }

  @Test
  void jobWithoutAModelTakesTheDefaultOfItsKindAndSize() {
    registry.point("sudoku-4x4", "sudoku-4x4", 3, checkpoint);
    SolverWorker worker = started(SolverSettings.slots(1), new TorchBatches(Compute.exact(1)));
    String grid = Puzzles.fourByFour(1, 8).get(0);
    Claim claim = Puzzles.claim(withModel(Puzzles.spec(grid, HaltMode.FIXED, 1), null));

    worker.accepted(claim);

    eventually().untilAsserted(() -> assertThat(intake.finished).hasSize(1));
    assertThat(result(claim).model()).isEqualTo("sudoku-4x4@3");
  }

  @Test
  void movedAliasIsFollowedWhenItsAgeHasPassed() throws IOException {
    SolverWorker worker = started(SolverSettings.slots(1), new TorchBatches(Compute.exact(1)));
    String grid = Puzzles.fourByFour(1, 9).get(0);
    SolveSpec spec = withModel(Puzzles.spec(grid, HaltMode.FIXED, 1), "sudoku-4x4@champion");
    registry.point("sudoku-4x4@champion", "sudoku-4x4", 1, checkpoint);
    Claim before = Puzzles.claim(spec);
    worker.accepted(before);
    eventually().untilAsserted(() -> assertThat(intake.of(before)).hasSize(1));

    registry.point("sudoku-4x4@champion", "sudoku-4x4", 2, checkpoint(2));
    clock.goOn(Duration.ofSeconds(2));
    Claim after = Puzzles.claim(spec);
    worker.accepted(after);

    eventually().untilAsserted(() -> assertThat(intake.of(after)).hasSize(1));
    assertThat(result(before).model()).isEqualTo("sudoku-4x4@1");
    assertThat(result(after).model()).isEqualTo("sudoku-4x4@2");
  }

  @Test
  void failingDeviceFailsItsBatchForARetryAndTheThreadGoesOn() {
    AtomicBoolean broken = new AtomicBoolean(true);
    SolverWorker worker =
        started(
            SolverSettings.slots(2),
            new ScriptedBatches(
                (question, cycle) -> {
                  if (broken.get()) {
                    throw new DeviceException(
                        "running a cycle", new IllegalStateException("CUDA out of memory"));
                  }
                  return draft(question, HALT);
                }));
    SolveSpec spec = Puzzles.spec(Puzzles.fourByFour(1, 10).get(0), HaltMode.HEAD, 16);
    Claim first = Puzzles.claim(spec);
    Claim second = Puzzles.claim(spec);

    worker.accepted(first);
    eventually().untilAsserted(() -> assertThat(intake.of(first)).hasSize(1));
    broken.set(false);
    worker.accepted(second);

    eventually().untilAsserted(() -> assertThat(intake.of(second)).hasSize(1));
    assertThat(failure(first))
        .isEqualTo(
            new Failure(
                FailureCode.OUT_OF_MEMORY, "the device has no memory left for running a cycle"));
    assertThat(failure(first).retryable()).isTrue();
    assertThat(succeeded(second)).isNotNull();
  }

  @Test
  void draftThatCannotBeReadFailsItsOwnJobOnly() {
    List<String> grids = Puzzles.fourByFour(2, 11);
    int[] odd = SudokuPuzzle.parse(grids.get(0)).tokens();
    SolverWorker worker =
        started(
            SolverSettings.slots(2),
            new ScriptedBatches(
                (question, cycle) ->
                    Arrays.equals(question, odd)
                        ? new SlotCycle(new int[3], new float[3], HALT)
                        : draft(solution(question), HALT)));
    Claim unreadable = Puzzles.claim(Puzzles.spec(grids.get(0), HaltMode.CHECKED, 4));
    Claim fine = Puzzles.claim(Puzzles.spec(grids.get(1), HaltMode.CHECKED, 4));

    List.of(unreadable, fine).forEach(worker::accepted);

    eventually().untilAsserted(() -> assertThat(intake.finished).hasSize(2));
    assertThat(failure(unreadable).code()).isEqualTo(FailureCode.INTERNAL);
    assertThat(result(fine).solved()).isTrue();
  }

  @Test
  void moreModelsThanMayBeLoadedAllGetTheirTurn() throws IOException {
    ScriptedBatches batches = new ScriptedBatches((question, cycle) -> draft(question, GO_ON));
    SolverWorker worker = started(new SolverSettings(1, 2, Duration.ofSeconds(30)), batches);
    List<Claim> claims = new ArrayList<>();
    String grid = Puzzles.fourByFour(1, 12).get(0);
    for (int model = 1; model <= 4; model++) {
      String name = "model-" + model + "@1";
      registry.point(name, "model-" + model, 1, checkpoint(10 + model));
      for (int i = 0; i < 3; i++) {
        claims.add(Puzzles.claim(withModel(Puzzles.spec(grid, HaltMode.FIXED, 2), name)));
      }
    }

    claims.forEach(worker::accepted);

    eventually().untilAsserted(() -> assertThat(intake.finished).hasSize(12));
    int loaded = 0;
    for (String call : batches.calls) {
      loaded += call.contains("open") ? 1 : call.contains("close") ? -1 : 0;
      assertThat(loaded).isBetween(0, 2);
    }
    assertThat(claims).allSatisfy(claim -> assertThat(succeeded(claim)).isNotNull());
  }

  @Test
  void shapeGrowsAndShrinksWithWhatIsThere() {
    ScriptedBatches batches = new ScriptedBatches((question, cycle) -> draft(question, GO_ON));
    SolverWorker worker = started(SolverSettings.slots(8), batches);
    List<String> grids = Puzzles.fourByFour(3, 13);
    Claim endless = Puzzles.claim(Puzzles.spec(grids.get(0), HaltMode.FIXED, FOREVER));
    worker.accepted(endless);
    eventually().until(() -> batches.calls.contains(checkpoint + " cycle 1"));

    Claim second = Puzzles.claim(Puzzles.spec(grids.get(1), HaltMode.FIXED, 1000));
    worker.accepted(second);
    eventually().untilAsserted(() -> assertThat(intake.of(second)).hasSize(1));
    int grown = batches.calls.lastIndexOf(checkpoint + " cycle 2");
    eventually().until(() -> batches.calls.lastIndexOf(checkpoint + " cycle 1") > grown);

    assertThat(result(second).runtime().slots()).contains(2);
    worker.lost(endless);
  }

  @Test
  void outcomesWaitWhileTheDatabaseIsOutOfReach() {
    SolverWorker worker = started(SolverSettings.slots(1), new TorchBatches(Compute.exact(1)));
    intake.callsToFail.set(3);
    Claim claim = Puzzles.claim(Puzzles.spec(Puzzles.fourByFour(1, 14).get(0), HaltMode.FIXED, 1));

    worker.accepted(claim);

    eventually().untilAsserted(() -> assertThat(intake.of(claim)).hasSize(1));
    assertThat(intake.failedCalls).hasValue(3);
    eventually().until(() -> worker.free() == worker.capacity());
  }

  @Test
  void stopLetsRunningSolvesEndAndGivesBackWhatWaits() throws InterruptedException {
    SolverWorker worker = started(SolverSettings.slots(1), new TorchBatches(Compute.exact(1)));
    List<String> grids = Puzzles.fourByFour(2, 15);
    Claim running = Puzzles.claim(Puzzles.spec(grids.get(0), HaltMode.FIXED, 500));
    Claim waiting = Puzzles.claim(Puzzles.spec(grids.get(1), HaltMode.FIXED, 500));
    worker.accepted(running);
    eventually().until(() -> !events.isEmpty());
    worker.accepted(waiting);

    worker.stop();

    assertThat(result(running).cycles()).isEqualTo(500);
    assertThat(intake.of(waiting)).singleElement().isInstanceOf(Outcome.Released.class);
    assertThat(intake.closed).isTrue();
    assertThat(worker.readiness().ready()).isFalse();
  }

  @Test
  void solvesThatOutlastTheDrainAreGivenBack() throws InterruptedException {
    SolverWorker worker =
        started(
            new SolverSettings(1, 4, Duration.ofMillis(50)), new TorchBatches(Compute.exact(1)));
    Claim endless =
        Puzzles.claim(Puzzles.spec(Puzzles.fourByFour(1, 16).get(0), HaltMode.FIXED, FOREVER));
    worker.accepted(endless);
    eventually().until(() -> !events.isEmpty());

    worker.stop();

    assertThat(intake.of(endless)).singleElement().isInstanceOf(Outcome.Released.class);
  }

  @Test
  void deviceThatDoesNotWorkTakesNoJobs() {
    SlotBatches broken =
        new SlotBatches() {
          @Override
          public void warmUp() {
            throw new DeviceException(
                "trying the device", new UnsatisfiedLinkError("no libtorch here"));
          }

          @Override
          public ShapeLadder ladder(int largest) {
            throw new AssertionError("not reached");
          }

          @Override
          public SlotBatch open(
              ServedModel model, CellGroups.@Nullable Shape shape, int slots, int most) {
            throw new AssertionError("not reached");
          }
        };
    SolverWorker worker = worker(SolverSettings.slots(1), broken);
    AtomicBoolean opened = new AtomicBoolean();

    worker.start(
        sink -> {
          opened.set(true);
          return intake;
        });

    eventually()
        .untilAsserted(() -> assertThat(worker.readiness().words()).contains("no libtorch here"));
    assertThat(worker.readiness().ready()).isFalse();
    assertThat(opened).isFalse();
  }

  private SolverWorker worker(SolverConfig config, SlotBatches batches) {
    SolverWorker worker =
        new SolverWorker(
            config,
            registry,
            checkpoints,
            id -> Optional.empty(),
            events::add,
            batches,
            outcome -> {},
            clock);
    workers.add(worker);
    return worker;
  }

  private SolverWorker started(SolverConfig config, SlotBatches batches) {
    SolverWorker worker = worker(config, batches);
    worker.start(sink -> intake);
    eventually().until(() -> worker.readiness().ready());
    return worker;
  }

  private String checkpoint(long seed) throws IOException {
    Path file = folder.resolve(seed + ".safetensors");
    Puzzles.untrained(seed).write(file);
    return checkpoints.put(file, JobJson.parse("{}"));
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10));
  }

  private Outcome.Succeeded succeeded(Claim claim) {
    assertThat(intake.of(claim)).singleElement().isInstanceOf(Outcome.Succeeded.class);
    return (Outcome.Succeeded) intake.of(claim).get(0);
  }

  private SolveResult result(Claim claim) {
    return SolveResult.of(succeeded(claim).result());
  }

  private Failure failure(Claim claim) {
    assertThat(intake.of(claim)).singleElement().isInstanceOf(Outcome.Failed.class);
    return ((Outcome.Failed) intake.of(claim).get(0)).failure();
  }

  private static SolveSpec withModel(SolveSpec spec, @Nullable String to) {
    return new SolveSpec(
        spec.puzzleKind(),
        spec.grid().textValue(),
        to,
        spec.maxCycles(),
        spec.trace(),
        spec.halt());
  }

  private static SlotCycle draft(int[] tokens, float haltLogit) {
    return new SlotCycle(tokens, new float[tokens.length], haltLogit);
  }

  /** The solution of the exact solver. */
  private static int[] solution(int[] question) {
    int[] digits = new int[question.length];
    for (int cell = 0; cell < digits.length; cell++) {
      digits[cell] = question[cell] - 1;
    }
    SudokuGrid solved =
        new SudokuSolver(SudokuSize.FOUR).solve(SudokuGrid.of(digits)).orElseThrow();
    return solved.tokens();
  }

  private static int[] tokens(TraceCycle cycle) {
    int[] tokens = new int[cycle.draft().length];
    for (int cell = 0; cell < tokens.length; cell++) {
      tokens[cell] = Byte.toUnsignedInt(cycle.draft()[cell]);
    }
    return tokens;
  }
}
