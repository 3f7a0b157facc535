package dev.trm.benchmarks.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trm.model.Precision;
import dev.trm.model.checkpoint.HostTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private static final String WEIGHTS = "weights.lm_head.weight";

  private static HostTensor numbers(double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      bytes.putFloat((float) value);
    }
    return new HostTensor(HostTensor.Type.F32, List.of((long) values.length), bytes.flip());
  }

  private static List<Agreement> check(
      Precision precision, Map<String, HostTensor> ours, Map<String, HostTensor> theirs)
      throws IOException {
    return Agreement.check(precision, "eager", ours, theirs);
  }

  @Test
  void distanceIsTheDifferencesLengthBesideOurs() throws Exception {
    List<Agreement> found =
        check(
            Precision.FLOAT32,
            Map.of(WEIGHTS, numbers(3, 4), "tokens", numbers(1, 2)),
            Map.of(WEIGHTS, numbers(3, 4.01), "tokens", numbers(1, 2)));

    assertThat(found).extracting(Agreement::what).containsExactly("tokens", WEIGHTS);
    assertThat(found.get(0).distance()).isZero();
    assertThat(found.get(1).distance()).isEqualTo(0.01 / 5, within(1e-6));
  }

  @Test
  void bfloat16MayBeFurtherOff() throws Exception {
    Map<String, HostTensor> ours = Map.of("halt", numbers(1, 1));
    Map<String, HostTensor> theirs = Map.of("halt", numbers(1.02, 1));

    assertThat(check(Precision.BFLOAT16, ours, theirs)).hasSize(1);
    assertThatThrownBy(() -> check(Precision.FLOAT32, ours, theirs))
        .isInstanceOf(IOException.class)
        .hasMessage("eager computes other numbers: halt is 0.014 off, allowed are 0.0010");
  }

  @Test
  void whatIsMissingShorterOrNoNumberIsNoAgreement() {
    Map<String, HostTensor> ours = Map.of("loss", numbers(1, 2));

    for (Map<String, HostTensor> theirs :
        List.<Map<String, HostTensor>>of(
            Map.of(), Map.of("loss", numbers(1)), Map.of("loss", numbers(1, Double.NaN)))) {
      assertThatThrownBy(() -> check(Precision.BFLOAT16, ours, theirs))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("eager computes other numbers: loss is");
    }
  }
}
