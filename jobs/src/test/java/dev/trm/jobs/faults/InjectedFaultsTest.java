package dev.trm.jobs.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InjectedFaultsTest {
  private static final long PID = ProcessHandle.current().pid();

  @TempDir Path directory;
  private InjectedFaults faults;

  @BeforeEach
  void open() {
    faults = new InjectedFaults(directory, "solver");
  }

  @Test
  void anArmedPointHoldsOneThreadUntilItIsLetGo() throws Exception {
    Files.createFile(InjectedFaults.armed(directory, FaultPoint.MID_CYCLE, "solver"));
    Path hit = InjectedFaults.hit(directory, FaultPoint.MID_CYCLE, "solver", PID);

    List<Thread> threads = Stream.of("first", "second").map(this::threadAtThePoint).toList();

    await().until(() -> threads.stream().filter(Thread::isAlive).count() == 1);
    assertThat(hit).exists();
    Files.delete(hit);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  void aPointArmedForAnotherKindOfProcessHoldsNobody() throws Exception {
    Path armed = InjectedFaults.armed(directory, FaultPoint.MID_CYCLE, "trainer");
    Files.createFile(armed);

    faults.reached(FaultPoint.MID_CYCLE);

    assertThat(armed).exists();
  }

  @Test
  void onlyTheGridNamedIsPoison() throws Exception {
    Files.createFile(InjectedFaults.poison(directory, "1..............."));

    assertThat(faults.poisonous("1...............")).isTrue();
    assertThat(faults.poisonous("2...............")).isFalse();
  }

  @Test
  void theDiskIsFullAsLongAsItIsSaid() throws Exception {
    Path full = Files.createFile(InjectedFaults.diskFull(directory));

    assertThatThrownBy(faults::refuseWhenFull)
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
    Files.delete(full);
    assertThatNoException().isThrownBy(faults::refuseWhenFull);
  }

  private Thread threadAtThePoint(String name) {
    Thread thread = new Thread(() -> faults.reached(FaultPoint.MID_CYCLE), name);
    thread.start();
    return thread;
  }
}
