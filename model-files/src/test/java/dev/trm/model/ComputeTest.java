package dev.trm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComputeTest {

  @ParameterizedTest
  @CsvSource({"auto,auto", "cpu,float32", "cuda:0,bfloat16", "cuda:12,auto"})
  void textSurvivesParsing(String device, String precision) {
    Compute compute = Compute.parse(device, precision, 2);

    assertThat(compute.device()).hasToString(device);
    assertThat(compute.precision()).hasToString(precision);
    assertThat(compute.threads()).isEqualTo(2);
  }

  @Test
  void capitalsAndBlanksAreNoReasonToRefuse() {
    assertThat(Compute.parse(" CUDA:1", "BFloat16 ", 1))
        .isEqualTo(new Compute(new ComputeDevice.Cuda(1), Precision.BFLOAT16, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu", "cuda", "cuda:", "cuda:-1", "cuda:x", "cuda:99999999999", ""})
  void unknownDeviceIsNamed(String device) {
    assertThatThrownBy(() -> Compute.parse(device, "auto", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("device is '" + device + "'; known are auto, cpu, cuda:N");
  }

  @Test
  void unknownPrecisionIsNamed() {
    assertThatThrownBy(() -> Compute.parse("cpu", "fp16", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("precision is 'fp16'; known are auto, float32, bfloat16");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1025})
  void threadsHaveBounds(int threads) {
    assertThatThrownBy(() -> Compute.parse("cpu", "auto", threads))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("threads is " + threads + "; it must be 1 to 1024");
  }
}
