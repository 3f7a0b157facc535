package dev.trm.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trm.jobs.FailureCode;
import dev.trm.jobs.HaltMode;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.ReplayVerdict;
import dev.trm.jobs.SolveReplay;
import dev.trm.jobs.SolveResult;
import dev.trm.jobs.SolveSearch;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.checkpoint.DirectoryCheckpointStore;
import dev.trm.jobs.events.EventId;
import dev.trm.jobs.events.JobEvent;
import dev.trm.jobs.store.Claim;
import dev.trm.jobs.store.Outcome;
import dev.trm.jobs.store.TraceCycle;
import dev.trm.model.Compute;
import dev.trm.model.Mixer;
import dev.trm.model.SearchPolicy;
import dev.trm.model.Start;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.search.AttemptForm;
import dev.trm.model.solve.SlotCycle;
import dev.trm.model.train.Initialization;
import dev.trm.puzzles.sudoku.SudokuGrid;
import dev.trm.puzzles.sudoku.SudokuPuzzle;
import dev.trm.puzzles.sudoku.SudokuSize;
import dev.trm.puzzles.sudoku.SudokuSolver;
import dev.trm.solver.replay.Recording;
import dev.trm.solver.slots.SlotBatches;
import dev.trm.solver.slots.TorchBatches;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Further attempts of the solver, on scripted batches. */
class SolverSearchTest {
  private static final float HALT = 1;
  private static final float GO_ON = -1;

  @TempDir Path folder;
  private final FakeIntake intake = new FakeIntake();
  private final FakeRegistry registry = new FakeRegistry();
  private final SettableClock clock = new SettableClock();
  private final List<JobEvent> events = new CopyOnWriteArrayList<>();
  private final Map<JobId, Recording> recordings = new ConcurrentHashMap<>();
  private final List<SolverWorker> workers = new ArrayList<>();
  private DirectoryCheckpointStore checkpoints;
  private String checkpoint;

  @BeforeEach
  void registerUntrainedModel() throws IOException {
    checkpoints = new DirectoryCheckpointStore(folder.resolve("checkpoints"));
    Path file = folder.resolve("1.safetensors");
    Puzzles.untrained(1).write(file);
    checkpoint = checkpoints.put(file, JobJson.parse("{}"));
    registry.point(Puzzles.MODEL, "sudoku-4x4", 1, checkpoint);
  }

  @AfterEach
  void stopWorkers() throws InterruptedException {
    for (SolverWorker worker : workers) {
      worker.stop();
    }
  }

  @Test
  void attemptWithASymmetryThatSolvesTheVariantAnswersThePuzzle() {
    String grid = Puzzles.fourByFour(1, 3).get(0);
    int[] plain = SudokuPuzzle.parse(grid).tokens();
    SolverWorker worker =
        started(
            SolverSettings.slots(1),
            new ScriptedBatches(
                (question, cycle) ->
                    Arrays.equals(question, plain)
                        ? draft(question, GO_ON)
                        : draft(solution(question), cycle == 2 ? HALT : GO_ON)));
    Claim claim = Puzzles.claim(searching(grid, 3, 4));

    worker.accepted(claim);

    SolveResult result = result(claim);
    assertThat(result)
        .returns(true, SolveResult::solved)
        .returns(true, SolveResult::halted)
        .returns(2, SolveResult::cycles);
    assertThat(SudokuPuzzle.parse(grid).draft(solution(plain)).grid()).isEqualTo(result.grid());
    SolveResult.Search search = Objects.requireNonNull(result.search());
    assertThat(search)
        .returns(2, SolveResult.Search::attempts)
        .returns(4, SolveResult.Search::mostAttempts)
        .returns(2, SolveResult.Search::solvedBy)
        .returns(2, SolveResult.Search::answerOf)
        .returns(5, SolveResult.Search::cycles);
    assertThat(Objects.requireNonNull(search.variation()).kind()).isEqualTo("symmetry");
    assertThat(search.variation().description()).contains("digits");
    assertThat(attemptsAndCycles(claim)).containsExactly("1.1", "1.2", "1.3", "2.1", "2.2");
    assertThat(events)
        .extracting(event -> event.data().path("attempt").asInt())
        .containsExactly(1, 1, 1, 2);
    assertThat(events.get(3).id()).isEqualTo(new EventId(2, 4));
    // Changes in the first cycle of an attempt are counted relative to the question.
    assertThat(events.get(3).data().path("changed"))
        .hasSize((int) grid.chars().filter(symbol -> symbol == '.').count());
  }

  @Test
  void oneAttemptHasNoSearchInItsResultNorInItsEvents() {
    SolverWorker worker =
        started(
            SolverSettings.slots(4),
            new ScriptedBatches((question, cycle) -> draft(question, GO_ON)));
    Claim claim = Puzzles.claim(Puzzles.spec(Puzzles.fourByFour(1, 4).get(0), HaltMode.CHECKED, 3));

    worker.accepted(claim);

    assertThat(result(claim).cycles()).isEqualTo(3);
    assertThat(succeeded(claim).result().has("search")).isFalse();
    assertThat(events).noneMatch(event -> event.data().has("attempt"));
    assertThat(attemptsAndCycles(claim)).containsExactly("1.1", "1.2", "1.3");
  }

  @Test
  void failedSearchAnswersWithTheAttemptThatWasSurest() {
    Set<List<Integer>> seen = new HashSet<>();
    SolverWorker worker =
        started(
            SolverSettings.slots(1),
            new ScriptedBatches(
                (question, cycle) -> {
                  seen.add(IntStream.of(question).boxed().toList());
                  return draft(question, seen.size() == 3 ? -0.5f : GO_ON);
                }));
    Claim claim = Puzzles.claim(searching(Puzzles.fourByFour(1, 5).get(0), 2, 5));

    worker.accepted(claim);

    SolveResult result = result(claim);
    assertThat(result.solved()).isFalse();
    SolveResult.Search search = Objects.requireNonNull(result.search());
    assertThat(search)
        .returns(5, SolveResult.Search::attempts)
        .returns(3, SolveResult.Search::answerOf)
        .returns(null, SolveResult.Search::solvedBy)
        .returns(10, SolveResult.Search::cycles);
    assertThat(result.haltProbability()).isEqualTo(1 / (1 + Math.exp(0.5)));
  }

  @Test
  void idleSlotsRunTwiceAsManyAttemptsAfterEachFailure() {
    ScriptedBatches batches = new ScriptedBatches((question, cycle) -> draft(question, GO_ON));
    SolverWorker worker = started(SolverSettings.slots(4), batches);
    Claim claim = Puzzles.claim(searching(Puzzles.fourByFour(1, 6).get(0), 2, 8));

    worker.accepted(claim);

    assertThat(result(claim).runtime().slots())
        .containsExactly(1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 4, 4, 4, 1, 1);
    assertThat(attemptsAndCycles(claim)).startsWith("1.1", "1.2", "2.1", "3.1", "2.2", "3.2");
  }

  @Test
  void attemptsRunOneAfterAnotherWhileOtherPuzzlesHoldTheSlots() {
    SolverWorker worker =
        started(
            SolverSettings.slots(2),
            new ScriptedBatches((question, cycle) -> draft(question, GO_ON)));
    List<String> grids = Puzzles.fourByFour(2, 7);
    Claim endless = Puzzles.claim(Puzzles.spec(grids.get(0), HaltMode.FIXED, Integer.MAX_VALUE));
    worker.accepted(endless);
    eventually().until(() -> worker.busySlots() == 1);
    Claim claim = Puzzles.claim(searching(grids.get(1), 2, 4));

    worker.accepted(claim);

    assertThat(result(claim).runtime().slots()).containsOnly(2);
    assertThat(attemptsAndCycles(claim))
        .containsExactly("1.1", "1.2", "2.1", "2.2", "3.1", "3.2", "4.1", "4.2");
    worker.lost(endless);
  }

  /** A puzzle arrives while four attempts of another one run: three of them are preempted. */
  @Test
  void attemptsGiveTheirSlotsToPuzzlesThatWaitAndAreMadeWholeLater() {
    AtomicReference<SolverWorker> target = new AtomicReference<>();
    AtomicInteger forms = new AtomicInteger();
    Set<AttemptForm> known = new HashSet<>();
    List<String> grids = Puzzles.fourByFour(4, 8);
    List<Claim> others =
        grids.subList(1, 4).stream()
            .map(grid -> Puzzles.claim(Puzzles.spec(grid, HaltMode.FIXED, 6)))
            .toList();
    SolverWorker worker =
        started(
            SolverSettings.slots(4),
            ScriptedBatches.byForm(
                (form, cycle) -> {
                  // Concurrency grows from one to two to four, of which this is the last.
                  if (form.symmetry() != null && known.add(form) && forms.incrementAndGet() == 6) {
                    others.forEach(Objects.requireNonNull(target.get())::accepted);
                  }
                  return draft(form.question(), GO_ON);
                }));
    target.set(worker);
    Claim claim = Puzzles.claim(searching(grids.get(0), 3, 8));

    worker.accepted(claim);

    eventually().untilAsserted(() -> assertThat(intake.finished).hasSize(4));
    List<String> all = attemptsAndCycles(claim);
    assertThat(all).doesNotHaveDuplicates().hasSize(24);
    for (int attempt = 1; attempt <= 8; attempt++) {
      String prefix = attempt + ".";
      assertThat(all.stream().filter(each -> each.startsWith(prefix)))
          .containsExactly(prefix + 1, prefix + 2, prefix + 3);
    }
    assertThat(others).allSatisfy(other -> assertThat(result(other).cycles()).isEqualTo(6));
  }

  @Test
  void searchThatIsLostMakesNoFurtherCycleInAnyOfItsSlots() {
    AtomicReference<SolverWorker> target = new AtomicReference<>();
    AtomicInteger cyclesAfter = new AtomicInteger();
    Claim claim = Puzzles.claim(searching(Puzzles.fourByFour(1, 9).get(0), 4, 16));
    Set<AttemptForm> known = new HashSet<>();
    SolverWorker worker =
        started(
            SolverSettings.slots(4),
            ScriptedBatches.byForm(
                (form, cycle) -> {
                  known.add(form);
                  // Concurrency grows from one to two to four.
                  if (known.size() == 7 && cycle == 2) {
                    Objects.requireNonNull(target.get()).lost(claim);
                  }
                  cyclesAfter.set(cycle);
                  return draft(form.question(), GO_ON);
                }));
    target.set(worker);

    worker.accepted(claim);

    eventually().until(() -> known.size() >= 7 && worker.busySlots() == 0);
    assertThat(intake.finished).isEmpty();
    assertThat(cyclesAfter).hasValue(2);
  }

  @Test
  void deadlineEndsASearchInAllItsSlotsWithTheCyclesOfEveryAttempt() {
    Claim claim =
        Puzzles.claim(
            searching(Puzzles.fourByFour(1, 15).get(0), 4, 16), clock.instant().plusSeconds(5));
    Set<AttemptForm> known = new HashSet<>();
    SolverWorker worker =
        started(
            SolverSettings.slots(4),
            ScriptedBatches.byForm(
                (form, cycle) -> {
                  known.add(form);
                  // Concurrency grows from one to two to four.
                  if (known.size() == 7 && cycle == 2) {
                    clock.goOn(Duration.ofSeconds(5));
                  }
                  return draft(form.question(), GO_ON);
                }));

    worker.accepted(claim);

    eventually().until(() -> !intake.of(claim).isEmpty());
    Outcome.Failed failed = (Outcome.Failed) intake.of(claim).get(0);
    assertThat(failed.failure().code()).isEqualTo(FailureCode.DEADLINE);
    assertThat(failed.trace()).extracting(TraceCycle::attempt).contains(1, 3, 7);
    assertThat(failed.trace()).filteredOn(cycle -> cycle.attempt() >= 4).hasSize(4 * 2);
    eventually().until(() -> worker.busySlots() == 0);
  }

  @Test
  void firstOfSeveralAttemptsAtOnceThatPassesEndsTheOthers() {
    SolverWorker worker = started(SolverSettings.slots(4), passingAtTheSixth());
    Claim claim = Puzzles.claim(searching(Puzzles.fourByFour(1, 10).get(0), 3, 16));

    worker.accepted(claim);

    SolveResult.Search search = Objects.requireNonNull(result(claim).search());
    assertThat(search.solvedBy()).isEqualTo(6);
    assertThat(search.attempts()).isEqualTo(7);
    // Three attempts of three cycles, two more cycles of the attempts before the sixth, and one
    // less of those after it.
    assertThat(attemptsAndCycles(claim)).endsWith("4.2", "5.2", "6.2");
    eventually().until(() -> worker.busySlots() == 0);
  }

  @Test
  void replayRunsTheRecordedAttemptsForTheirCyclesAndFindsAnAlteredOne() {
    SolverWorker worker = started(SolverSettings.slots(4), passingAtTheSixth());
    SolveSpec spec = searching(Puzzles.fourByFour(1, 10).get(0), 3, 16);
    Claim first = Puzzles.claim(spec);
    worker.accepted(first);
    SolveResult recorded = result(first);
    List<TraceCycle> trace = succeeded(first).trace();
    recordings.put(first.id(), new Recording(first.id(), recorded, trace));
    SolveSpec again = spec.replayed(new SolveReplay(first.id(), checkpoint), recorded.model());

    Claim second = Puzzles.claim(again);
    worker.accepted(second);

    SolveResult replayed = result(second);
    assertThat(replayed.replay()).isEqualTo(ReplayVerdict.identical(first.id()));
    assertThat(replayed.search()).isEqualTo(recorded.search());
    assertThat(replayed.grid()).isEqualTo(recorded.grid());
    assertThat(attemptsAndCycles(second))
        .containsExactlyInAnyOrderElementsOf(attemptsAndCycles(first));
    List<TraceCycle> altered = new ArrayList<>(trace);
    TraceCycle last = altered.get(4);
    altered.set(
        4,
        new TraceCycle(
            last.attempt(), last.cycle(), last.draft(), last.confidence(), 9, last.micros()));
    recordings.put(first.id(), new Recording(first.id(), recorded, altered));
    Claim third = Puzzles.claim(again);
    worker.accepted(third);
    assertThat(Objects.requireNonNull(result(third).replay()))
        .returns(ReplayVerdict.Verdict.DIFFERENT, ReplayVerdict::verdict)
        .returns(last.attempt(), ReplayVerdict::attempt)
        .returns(last.cycle(), ReplayVerdict::cycle);
  }

  @Test
  void attemptsOfARealNetworkAreTheSameWhateverRunsAtTheSameTime() {
    SolverWorker busy = started(SolverSettings.slots(4), new TorchBatches(Compute.exact(1)));
    List<String> grids = Puzzles.fourByFour(6, 11);
    List<Claim> together =
        grids.stream().map(grid -> Puzzles.claim(searching(grid, 2, 5))).toList();
    together.forEach(busy::accepted);
    List<SolveResult> results = together.stream().map(this::result).toList();

    SolverWorker alone = started(SolverSettings.slots(1), new TorchBatches(Compute.exact(1)));
    for (int i = 0; i < grids.size(); i++) {
      Claim claim = Puzzles.claim(searching(grids.get(i), 2, 5));
      alone.accepted(claim);
      assertThat(result(claim).grid()).isEqualTo(results.get(i).grid());
      assertThat(result(claim).search()).isEqualTo(results.get(i).search());
      assertThat(bits(claim)).isEqualTo(bits(together.get(i)));
    }
  }

  @Test
  void seedIsThatOfTheRequestOrOfPuzzleAndWeights() {
    SolverWorker worker =
        started(
            SolverSettings.slots(2),
            new ScriptedBatches((question, cycle) -> draft(question, GO_ON)));
    List<String> grids = Puzzles.fourByFour(2, 12);
    Claim first = Puzzles.claim(searching(grids.get(0), 1, 2));
    Claim same = Puzzles.claim(searching(grids.get(0), 1, 2));
    Claim other = Puzzles.claim(searching(grids.get(1), 1, 2));
    Claim asked =
        Puzzles.claim(
            Puzzles.spec(grids.get(0), HaltMode.CHECKED, 1, new SolveSearch(2, null, 42L)));

    List.of(first, same, other, asked).forEach(worker::accepted);

    assertThat(seed(first)).isEqualTo(seed(same)).isNotEqualTo(seed(other)).isNotNegative();
    assertThat(seed(asked)).isEqualTo(42);
  }

  @Test
  void networkStartsFurtherAttemptsAtRandomWhereItsFileSaysSo() throws IOException {
    Path file = folder.resolve("random.safetensors");
    Puzzles.untrained(1)
        .withSearch(new SearchPolicy(SearchPolicy.Variation.RANDOM_START, 0.5))
        .write(file);
    registry.point(Puzzles.MODEL, "sudoku-4x4", 2, checkpoints.put(file, JobJson.parse("{}")));
    List<Start> starts = new CopyOnWriteArrayList<>();
    SolverWorker worker =
        started(
            SolverSettings.slots(1),
            ScriptedBatches.byForm(
                (form, cycle) -> {
                  starts.add(form.start());
                  return draft(form.question(), GO_ON);
                }));
    Claim claim = Puzzles.claim(searching(Puzzles.fourByFour(1, 13).get(0), 1, 3));

    worker.accepted(claim);

    assertThat(result(claim).search()).isNotNull();
    assertThat(starts.get(0)).isEqualTo(Start.FIXED);
    assertThat(starts.subList(1, 3))
        .allSatisfy(start -> assertThat(((Start.Random) start).sigma()).isEqualTo(0.5))
        .doesNotHaveDuplicates();
  }

  @Test
  void oneNetworkWithRelationsTakesPuzzlesOfSeveralSizesEachInABatchOfItsShape()
      throws IOException {
    TrmWeights small =
        Initialization.of(TrmConfig.grouped(Mixer.RELATIONS, 36, 8, 8, 4, 3, 1, 1, 1, 4), 1);
    Path file = folder.resolve("relations.safetensors");
    small.write(file);
    registry.point(Puzzles.MODEL, "relations", 1, checkpoints.put(file, JobJson.parse("{}")));
    SolverWorker worker = started(SolverSettings.slots(4), new TorchBatches(Compute.exact(1)));
    List<String> grids = new ArrayList<>(Puzzles.fourByFour(2, 14));
    grids.add(".".repeat(36));
    List<Claim> claims = grids.stream().map(grid -> Puzzles.claim(searching(grid, 2, 3))).toList();
    Claim tooLarge = Puzzles.claim(searching(".".repeat(81), 2, 3));

    claims.forEach(worker::accepted);
    worker.accepted(tooLarge);

    for (int i = 0; i < grids.size(); i++) {
      SolveResult.Search search = Objects.requireNonNull(result(claims.get(i)).search());
      assertThat(search.attempts()).isEqualTo(3);
      List<TraceCycle> trace = succeeded(claims.get(i)).trace();
      assertThat(trace).extracting(cycle -> cycle.draft().length).containsOnly(i < 2 ? 16 : 36);
      assertThat(trace.stream().filter(cycle -> cycle.cycle() == 1))
          .extracting(cycle -> Arrays.toString(cycle.draft()) + Arrays.toString(cycle.confidence()))
          .as("a random start makes a difference")
          .doesNotHaveDuplicates();
    }
    eventually().until(() -> !intake.of(tooLarge).isEmpty());
    assertThat(((Outcome.Failed) intake.of(tooLarge).get(0)).failure().message())
        .isEqualTo(
            "model relations@1 takes up to 36 cells of 8 tokens in groups whose symbols differ;"
                + " the puzzle, sudoku 9x9, has 81 cells of 11 tokens");
  }

  /**
   * The sixth attempt, in order of the forms' first use, passes in its second cycle; the others
   * never do. An attempt's draft depends only on its form and cycle.
   */
  private static ScriptedBatches passingAtTheSixth() {
    List<List<Integer>> known = new CopyOnWriteArrayList<>();
    return new ScriptedBatches(
        (question, cycle) -> {
          List<Integer> form = IntStream.of(question).boxed().toList();
          if (!known.contains(form)) {
            known.add(form);
          }
          boolean sixth = known.indexOf(form) == 5;
          return sixth && cycle == 2
              ? draft(solution(question), HALT)
              : draft(question, GO_ON - cycle);
        });
  }

  private static SolveSpec searching(String grid, int maxCycles, int attempts) {
    return Puzzles.spec(grid, HaltMode.CHECKED, maxCycles, new SolveSearch(attempts, null, null));
  }

  private long seed(Claim claim) {
    return Objects.requireNonNull(result(claim).search()).seed();
  }

  /** The reproducible content of each cycle, by attempt and cycle. */
  private List<String> bits(Claim claim) {
    return succeeded(claim).trace().stream()
        .map(
            cycle ->
                cycle.attempt()
                    + "."
                    + cycle.cycle()
                    + Arrays.toString(cycle.draft())
                    + Arrays.toString(cycle.confidence())
                    + Float.floatToRawIntBits(cycle.haltLogit()))
        .sorted()
        .toList();
  }

  private List<String> attemptsAndCycles(Claim claim) {
    return succeeded(claim).trace().stream()
        .map(cycle -> cycle.attempt() + "." + cycle.cycle())
        .toList();
  }

  private SolveResult result(Claim claim) {
    return SolveResult.of(succeeded(claim).result());
  }

  private Outcome.Succeeded succeeded(Claim claim) {
    eventually().until(() -> !intake.of(claim).isEmpty());
    assertThat(intake.of(claim)).singleElement().isInstanceOf(Outcome.Succeeded.class);
    return (Outcome.Succeeded) intake.of(claim).get(0);
  }

  private SolverWorker started(SolverConfig config, SlotBatches batches) {
    SolverWorker worker =
        new SolverWorker(
            config,
            registry,
            checkpoints,
            id -> Optional.ofNullable(recordings.get(id)),
            events::add,
            batches,
            outcome -> {},
            clock);
    workers.add(worker);
    worker.start(sink -> intake);
    eventually().until(() -> worker.readiness().ready());
    return worker;
  }

  private static SlotCycle draft(int[] tokens, float haltLogit) {
    return new SlotCycle(tokens, new float[tokens.length], haltLogit);
  }

  /** The solution of the exact solver. */
  private static int[] solution(int[] question) {
    int[] digits = Arrays.stream(question).map(token -> token - 1).toArray();
    SudokuGrid solved =
        new SudokuSolver(SudokuSize.FOUR).solve(SudokuGrid.of(digits)).orElseThrow();
    return solved.tokens();
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10));
  }
}
