package dev.trm.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.embedded.FreePort;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged services in separate processes, as in a deployment, with one broker and one
 * database; two of them are solvers.
 */
class SeparateServicesIT {
  private static final Logger LOG = Logger.getLogger(SeparateServicesIT.class);
  private static final int PUZZLES = 2000;
  private static final String RESCUE = "from_state = 'RUNNING' AND to_state = 'QUEUED'";

  @TempDir static Path directory;
  private static SeparateServices services;

  @BeforeAll
  static void startParts() throws Exception {
    services = SeparateServices.on(directory);
  }

  @AfterAll
  static void stopParts() throws Exception {
    services.close();
  }

  @Test
  void everyPuzzleEndsOnceThoughASolverIsKilledInTheMiddle() throws Exception {
    try (ServiceProcess gateway = services.gateway(FreePort.next(), Map.of());
        ServiceProcess first = services.start("solver-worker", "solver-1", Map.of());
        ServiceProcess second = services.start("solver-worker", "solver-2", Map.of());
        ServiceProcess trainer = services.start("trainer-worker", "trainer", Map.of())) {
      gateway.awaitReady();
      first.awaitReady();
      second.awaitReady();
      trainer.awaitReady();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> services.count("SELECT count(*) FROM worker WHERE kind = 'SOLVE'") == 2);

      String batch =
          SeparateServices.post(gateway, "/v1/solve-jobs/batch", "application/x-ndjson", puzzles());
      assertThat(services.count("SELECT count(*) FROM job WHERE kind = 'SOLVE'"))
          .isEqualTo(PUZZLES);
      await()
          .atMost(Duration.ofSeconds(120))
          .pollInterval(Duration.ofMillis(20))
          .until(
              () ->
                  services.count("SELECT count(DISTINCT worker) FROM job WHERE state = 'SUCCEEDED'")
                      == 2);
      killWithJobs(first);
      long killed = services.count("SELECT extract(epoch FROM clock_timestamp()) * 1000");

      await()
          .atMost(Duration.ofSeconds(180))
          .until(
              () ->
                  services.count("SELECT count(*) FROM job WHERE state = 'SUCCEEDED'") == PUZZLES);
      assertThat(services.count("SELECT count(*) FROM job WHERE kind = 'SOLVE'"))
          .isEqualTo(PUZZLES);
      assertThat(services.count("SELECT count(*) FROM trace"))
          .as("one outcome each")
          .isEqualTo(PUZZLES);
      assertThat(services.count("SELECT count(*) FROM job_event WHERE to_state = 'SUCCEEDED'"))
          .isEqualTo(PUZZLES);
      assertThat(services.count("SELECT count(*) FROM job WHERE (result->>'solved')::boolean"))
          .as("the shipped model solves nearly all of these")
          .isGreaterThan(PUZZLES * 9 / 10);
      assertThat(batch).contains("\"accepted\"");
      long rescued = services.count("SELECT count(*) FROM job_event WHERE " + RESCUE);
      assertThat(rescued).as("jobs of the killed solver").isPositive();
      LOG.infof(
          "of %d jobs rescued from the killed solver the last ended %d ms after the kill",
          rescued,
          services.count(
                  "SELECT coalesce(max(extract(epoch FROM at)) * 1000, 0) FROM job_event"
                      + " WHERE to_state = 'SUCCEEDED'"
                      + " AND job_id IN (SELECT job_id FROM job_event WHERE "
                      + RESCUE
                      + ")")
              - killed);

      String run =
          SeparateServices.post(gateway, "/v1/training-jobs", training()).path("id").asText();
      JsonNode ended =
          await()
              .atMost(Duration.ofSeconds(120))
              .until(
                  () -> SeparateServices.get(gateway, "/v1/jobs/" + run),
                  job -> job.has("finishedAt"));
      assertThat(ended.path("state").asText()).as("%s", ended).isEqualTo("SUCCEEDED");
    }
  }

  /** Kills the solver while it holds jobs, which then must be rescued. */
  private static void killWithJobs(ServiceProcess solver) throws InterruptedException {
    String held =
        "SELECT count(*) FROM job WHERE state = 'RUNNING' AND worker LIKE '%-"
            + solver.handle().pid()
            + "-%'";
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              solver.suspend();
              boolean holds = services.count(held) > 0;
              if (!holds) {
                solver.resume();
              }
              return holds;
            });
    solver.kill();
  }

  private static String puzzles() {
    SudokuGenerator generator = new SudokuGenerator(SudokuSize.FOUR, 11);
    return Stream.generate(() -> generator.withGivens(7).puzzle().toString())
        .limit(PUZZLES)
        .map(grid -> "{\"puzzle\": {\"kind\": \"sudoku\", \"grid\": \"" + grid + "\"}}")
        .collect(Collectors.joining("\n"));
  }

  private static String training() {
    return "{\"model\": \"tiny\", \"dataset\": {\"size\": 4, \"puzzles\": 50, \"heldOut\": 4},"
        + " \"architecture\": {\"hidden\": 32}, \"training\": {\"batch\": 8, \"steps\": 20}}";
  }
}
