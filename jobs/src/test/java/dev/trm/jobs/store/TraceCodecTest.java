package dev.trm.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TraceCodecTest {
  private static final int CELLS = 81;

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[CELLS];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void whatIsWrittenIsReadWhateverTheBytesAre() {
    Random random = new Random(1);
    List<TraceCycle> cycles = new ArrayList<>();
    for (int cycle = 1; cycle <= 16; cycle++) {
      cycles.add(
          new TraceCycle(
              cycle, bytes(random), bytes(random), random.nextFloat(), random.nextInt()));
    }

    assertThat(TraceCodec.read(TraceCodec.write(cycles), CELLS))
        .usingRecursiveComparison()
        .isEqualTo(cycles);
  }

  @Test
  void cyclesOfSeveralAttemptsKeepTheirOrderAndTheirAttempt() {
    Random random = new Random(2);
    List<TraceCycle> cycles = new ArrayList<>();
    for (int each : new int[] {1, 1, 3, 2, 3, 2}) {
      int cycle = 1 + (int) cycles.stream().filter(before -> before.attempt() == each).count();
      cycles.add(new TraceCycle(each, cycle, bytes(random), bytes(random), cycle, 7));
    }

    byte[] body = TraceCodec.write(cycles);

    assertThat(TraceCodec.read(body, CELLS)).usingRecursiveComparison().isEqualTo(cycles);
    assertThat(body[0]).isEqualTo((byte) 2);
    assertThat(TraceCodec.write(cycles.subList(0, 2))[0]).isEqualTo((byte) 1);
  }

  @Test
  void cyclesThatChangeLittleBecomeShort() {
    List<TraceCycle> cycles = new ArrayList<>();
    byte[] draft = bytes(new Random(1));
    for (int cycle = 1; cycle <= 16; cycle++) {
      draft = draft.clone();
      draft[cycle]++;
      byte[] sure = new byte[CELLS];
      Arrays.fill(sure, (byte) 255);
      cycles.add(new TraceCycle(cycle, draft, sure, 0.5f, 2000));
    }

    byte[] body = TraceCodec.write(cycles);

    assertThat(body.length).isLessThan(16 * 2 * CELLS / 8);
    assertThat(TraceCodec.read(body, CELLS)).usingRecursiveComparison().isEqualTo(cycles);
  }

  /** Two cycles of two cells, byte by byte as they were written before. */
  @Test
  void theOlderFormIsReadToo() {
    byte[] body =
        ByteBuffer.allocate(32)
            .putInt(1)
            .putInt(70)
            .putFloat(-1.5f)
            .put(new byte[] {3, 4, 5, 6})
            .putInt(2)
            .putInt(80)
            .putFloat(2.5f)
            .put(new byte[] {3, 7, 8, 9})
            .array();

    assertThat(TraceCodec.read(body, 2))
        .usingRecursiveComparison()
        .isEqualTo(
            List.of(
                new TraceCycle(1, new byte[] {3, 4}, new byte[] {5, 6}, -1.5f, 70),
                new TraceCycle(2, new byte[] {3, 7}, new byte[] {8, 9}, 2.5f, 80)));
  }

  @Test
  void whatWasNotWrittenIsRefused() {
    byte[] body =
        TraceCodec.write(List.of(new TraceCycle(1, new byte[] {3}, new byte[] {5}, 0, 70)));

    assertRefused(new byte[0], "body is empty; it must have a cycle");
    assertRefused(new byte[] {3, 0}, "body is of form 3; known are 0, 1, 2");
    assertRefused(Arrays.copyOf(body, 6), "body cannot be inflated");
    assertRefused(new byte[] {1, 9, 9, 9, 9, 9}, "body cannot be inflated");
    assertThatThrownBy(() -> TraceCodec.read(body, 100))
        .hasMessage("body ends before its 1 cycles do");
  }

  private static void assertRefused(byte[] body, String message) {
    assertThatThrownBy(() -> TraceCodec.read(body, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}
