package dev.trm.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.jobs.HaltMode;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JobKind;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.SolveSpec;
import dev.trm.jobs.TraceLevel;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.PostgresJobStore;
import dev.trm.jobs.store.RetryPolicy;
import dev.trm.jobs.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashReportsTest {
  /** Shortened from what a JVM 17 writes. */
  private static final String REPORT =
      """
      #
      # A fatal error has been detected by the Java Runtime Environment:
      #
      #  SIGSEGV (0xb) at pc=0x00007f10, pid=4711, tid=4800
      #

      ---------------  T H R E A D  ---------------

      Stack: [0x0,0x1],  sp=0x0
      Native frames: (J=compiled Java code, j=interpreted, Vv=VM code, C=native code)
      C  [libtorch_cpu.so+0x10]  at::native::add

      Registers:
      RAX=0x0
      """;

  private final SolveSpec spec =
      new SolveSpec("sudoku", "..", "m@1", 16, TraceLevel.NONE, HaltMode.HEAD);
  @TempDir Path directory;
  private JobStore store;

  @BeforeEach
  void open() throws SQLException {
    RetryPolicy policy = new RetryPolicy(3, 1, Duration.ZERO, new Random(1));
    store = new PostgresJobStore(TestDatabase.empty(), policy, List.of());
  }

  @Test
  void errorFileIsNotedOnceAtTheJobsThatVanishedWithItsProcess() throws IOException {
    JobId quarantined = claimed("solve-here-4711-aaaa", Duration.ZERO);
    store.rescueLapsed(Duration.ZERO);
    JobId running = claimed("train-here-4711-bbbb", Duration.ofHours(1));
    JobId other = claimed("solve-here-47110-cccc", Duration.ofHours(1));
    Path file = Files.writeString(directory.resolve("hs_err_pid4711.log"), REPORT);
    Files.writeString(directory.resolve("hs_err_pidx.log"), REPORT);

    CrashReports reports = new CrashReports(directory, store);
    reports.hand(pid -> List.of("solve-here-" + pid + "-", "train-here-" + pid + "-"));

    for (JobId id : List.of(quarantined, running)) {
      assertThat(store.find(id).orElseThrow().crashStack())
          .contains("SIGSEGV")
          .contains("at::native::add")
          .doesNotContain("RAX");
    }
    assertThat(store.find(other).orElseThrow().crashStack()).isNull();
    assertThat(file).doesNotExist();
    assertThat(directory.resolve("hs_err_pid4711.log.noted")).exists();
  }

  @Test
  void missingDirectoryKeepsNothingFromWorking() {
    new CrashReports(directory.resolve("nowhere"), store).hand(pid -> List.of());

    assertThat(store.workers()).isEmpty();
  }

  private JobId claimed(String worker, Duration lease) {
    JobId id = store.submit(List.of(NewJob.solve(spec, "ada"))).get(0).id();
    assertThat(store.claim(worker, List.of(id), JobKind.SOLVE, lease)).hasSize(1);
    return id;
  }
}
