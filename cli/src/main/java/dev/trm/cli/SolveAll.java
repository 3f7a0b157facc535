package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.console.ProgressBar;
import dev.trm.cli.gateway.Gateway;
import dev.trm.cli.gateway.GatewayException;
import dev.trm.cli.gateway.GrowingPause;
import dev.trm.cli.gateway.JobWatch;
import dev.trm.puzzles.Puzzle;
import dev.trm.puzzles.PuzzleFormatException;
import dev.trm.puzzles.arc.ArcTask;
import dev.trm.puzzles.reading.FoundPuzzle;
import dev.trm.puzzles.reading.PuzzleReader;
import dev.trm.puzzles.reading.PuzzleSink;
import dev.trm.puzzles.upload.BadRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Solves the puzzles of a file in batches and prints the answers in the order of the file. While
 * one batch is being answered the next waits in the queue, so that workers never run dry. Used
 * once.
 */
final class SolveAll implements PuzzleSink {
  /** As many refused lines are named in an answer. */
  /** The problem type of a batch without a line that became a job. */
  private static final String NO_LINE_TAKEN = "urn:trm:problem:bad-lines";

  private static final Pattern NAMED_LINE = Pattern.compile("line ([0-9]{1,9}): (.*)");
  private static final int BATCH = 1_000;

  private static final int IN_FLIGHT = 2;

  private final Gateway gateway;
  private final Console console;
  private final SolveRequest request;
  private final boolean json;
  private final CancelOnExit cancel;
  private final Unsolved unsolved;
  private final ProgressBar bar;
  private final List<FoundPuzzle> waiting = new ArrayList<>();
  private final Deque<Sent> sent = new ArrayDeque<>();
  private int puzzles;
  private int ended;
  private int solved;
  private int failed;
  private boolean checked;

  /**
   * A batch.
   *
   * @param lines of the file, by the lines of the batch
   * @param jobs that it became
   */
  private record Sent(String id, List<Integer> lines, int jobs) {}

  /** Carries what the gateway or a signal ended through the reader. */
  private static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Ended(Exception cause) {
      super(cause);
    }
  }

  SolveAll(
      Gateway gateway,
      Console console,
      SolveRequest request,
      boolean json,
      CancelOnExit cancel,
      String file) {
    this.gateway = gateway;
    this.console = console;
    this.request = request;
    this.json = json;
    this.cancel = cancel;
    this.unsolved = new Unsolved(console, file);
    this.bar = new ProgressBar(console);
  }

  /** Reads puzzles into this. */
  interface Reading {
    void into(PuzzleSink sink) throws UsageException;
  }

  /** Reads all puzzles, as long as there are more than one submits them, and prints the answers. */
  void read(Reading reading) throws UsageException, GatewayException, InterruptedException {
    try {
      reading.into(this);
    } catch (Ended e) {
      if (e.getCause() instanceof GatewayException refused) {
        throw refused;
      }
      throw interrupted(e);
    }
  }

  private static InterruptedException interrupted(Ended ended) {
    InterruptedException interrupted = new InterruptedException("interrupted while reading");
    interrupted.initCause(ended.getCause());
    return interrupted;
  }

  /** The only puzzle; null if there are more, or lines that are none. */
  @Nullable FoundPuzzle only() {
    return puzzles == 1 && waiting.size() == 1 && unsolved.count() == 0 ? waiting.get(0) : null;
  }

  @Override
  public void puzzle(FoundPuzzle found) {
    try {
      Puzzle.parse(found.kind(), found.grid());
    } catch (PuzzleFormatException e) {
      refuse(found.line(), String.valueOf(e.getMessage()));
      return;
    }
    puzzles++;
    waiting.add(found);
    if (waiting.size() == BATCH) {
      try {
        send();
      } catch (GatewayException | InterruptedException e) {
        throw new Ended(e);
      }
    }
  }

  @Override
  public void task(int line, ArcTask task) {
    refuse(
        line,
        "task "
            + PuzzleFormatException.shown(task.id())
            + " is an ARC task; ./trm arc solve FILE adapts a model to it");
  }

  @Override
  public void refused(BadRecord bad) {
    refuse(bad.line(), bad.reason());
  }

  private void refuse(int line, String reason) {
    unsolved.add(line, reason);
    if (json) {
      console.line(
          JsonNodeFactory.instance
              .objectNode()
              .put("line", line)
              .put("problem", reason)
              .toString());
    }
  }

  /**
   * Submits what is left, waits for all answers and sums up.
   *
   * @throws UsageException if nothing was a puzzle
   */
  int finish(String file) throws UsageException, GatewayException, InterruptedException {
    if (puzzles == 0) {
      unsolved.print();
      throw new UsageException(
          "'" + file + "' has no puzzle that can be read. " + PuzzleReader.FORMS);
    }
    send();
    while (!sent.isEmpty()) {
      receive();
    }
    bar.clear();
    int all = ended + unsolvedLines();
    String summary = solved + " of " + all + (checked ? " solved" : " answered");
    if (json) {
      console.note("trm: " + summary);
    } else {
      console.line(summary);
    }
    unsolved.print();
    return failed > 0 ? ExitCode.FAILED : solved < all ? ExitCode.NOT_GOOD_ENOUGH : ExitCode.DONE;
  }

  /** Lines that never became a job. */
  private int unsolvedLines() {
    return unsolved.count() - (ended - solved);
  }

  private void send() throws GatewayException, InterruptedException {
    if (waiting.isEmpty()) {
      return;
    }
    while (sent.size() >= IN_FLIGHT) {
      receive();
    }
    StringBuilder lines = new StringBuilder();
    List<Integer> numbers = new ArrayList<>();
    for (FoundPuzzle found : waiting) {
      ObjectNode puzzle = JsonNodeFactory.instance.objectNode().put("kind", found.kind());
      puzzle.set("grid", found.grid());
      lines.append(request.body(puzzle)).append('\n');
      numbers.add(found.line());
    }
    waiting.clear();
    JsonNode batch;
    try {
      batch = cancel.batch(() -> gateway.postLines(SolveRequest.BATCH, lines.toString()));
    } catch (GatewayException e) {
      if (!e.problem().path("type").asText().equals(NO_LINE_TAKEN)) {
        throw e;
      }
      refuseAll(numbers, e.problem().path("errors"));
      return;
    }
    for (JsonNode problem : batch.path("problems")) {
      refuse(numbers.get(problem.path("line").asInt() - 1), problem.path("detail").asText());
    }
    sent.add(new Sent(batch.path("id").asText(), numbers, batch.path("accepted").asInt()));
    show();
  }

  /** None of a batch's lines became a job; the gateway names the reasons of the first ones. */
  private void refuseAll(List<Integer> numbers, JsonNode errors) {
    Map<Integer, String> reasons = new HashMap<>();
    for (JsonNode error : errors) {
      Matcher named = NAMED_LINE.matcher(error.path("detail").asText());
      if (named.matches()) {
        reasons.put(Integer.valueOf(named.group(1)), named.group(2));
      }
    }
    for (int line = 1; line <= numbers.size(); line++) {
      refuse(
          numbers.get(line - 1),
          reasons.getOrDefault(line, "refused, as all of the " + numbers.size() + " lines sent"));
    }
  }

  /** Prints the answers to the batch that was submitted first, as they come. */
  private void receive() throws GatewayException, InterruptedException {
    Sent batch = sent.remove();
    GrowingPause pause = new GrowingPause(gateway.pause());
    int after = 0;
    for (int left = batch.jobs(); left > 0; ) {
      cancel.requireRunning();
      pause.before();
      String answers =
          gateway.text(
              "/v1/batches/" + batch.id() + "/results?endedAfter=" + after, "application/x-ndjson");
      if (answers.isEmpty()) {
        continue;
      }
      cancel.requireRunning();
      pause.reset();
      bar.clear();
      for (String line : answers.split("\n", -1)) {
        if (!line.isEmpty()) {
          JsonNode job = gateway.parse(line);
          after = job.path("line").asInt();
          answer(batch.lines().get(after - 1), job);
          left--;
        }
      }
      show();
    }
    cancel.finished(batch.id());
  }

  private void answer(int line, JsonNode job) throws GatewayException, InterruptedException {
    ended++;
    ObjectNode shown = (ObjectNode) job;
    shown.put("line", line);
    if (json) {
      console.line(shown.toString());
    }
    if (!JobWatch.succeeded(job)) {
      failed++;
      shown.put("id", job.path("job").asText());
      if (!json) {
        console.line("-");
      }
      unsolved.add(line, JobWatch.reason(job));
      return;
    }
    SolveReport report = new SolveReport(console, job);
    if (!json) {
      if (request.trace()) {
        report.cycles(gateway.get("/v1/jobs/" + job.path("job").asText() + "/trace"));
      } else {
        report.line();
      }
    }
    checked |= report.checked();
    if (report.goodEnough()) {
      solved++;
    } else {
      unsolved.add(line, report.plainVerdict());
    }
  }

  private void show() {
    if (console.terminal() && !json) {
      bar.show((double) ended / Math.max(1, puzzles), ended + " of " + puzzles);
    }
  }
}
