package dev.trm.model.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.trm.model.Compute;
import dev.trm.model.ComputeDevice;
import dev.trm.model.Precision;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BackendTest {

  @Test
  void missingCudaDeviceSaysWhatItNeeds() {
    assertThatThrownBy(() -> Backend.of(Compute.parse("cuda:99", "float32", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("device is 'cuda:99'; the PyTorch library in use, 2.7.1, sees ")
        .hasMessageContaining("PYTORCH_LIBRARY_PATH")
        .hasMessageContaining("PYTORCH_FLAVOR=cu128");
  }

  @Test
  void withoutCudaAutoIsTheProcessor() {
    assumeThat(TorchGate.cudaDevices()).isZero();

    Backend backend = Backend.of(Compute.parse("auto", "bfloat16", 1));

    assertThat(backend.deviceName()).isEqualTo("cpu");
    assertThat(backend.precision()).isEqualTo(Precision.BFLOAT16);
  }

  @Test
  void measuredPrecisionStaysTheSame() {
    Compute auto = new Compute(new ComputeDevice.Cpu(), Precision.AUTO, 1);

    Backend first = Backend.of(auto);

    assertThat(first.precision()).isNotEqualTo(Precision.AUTO);
    assertThat(Backend.of(auto)).isEqualTo(first);
  }

  @Test
  void factsNameAllThatDecidesTheLastBits() {
    assertThat(Backend.of(Compute.exact(1)).facts())
        .containsEntry("device", "cpu")
        .containsEntry("precision", "float32")
        .containsEntry("threads", "1")
        .hasEntrySatisfying(
            "library",
            library -> assertThat(library).matches("PyTorch 2\\.7\\.1, network [0-9a-f]{8}"))
        .containsOnlyKeys("device", "precision", "threads", "library", "instructions");
  }

  @Test
  void instructionsAreThoseThatCodeIsChosenBy() {
    List<String> description =
        List.of(
            "model name\t: some", "flags\t\t: fpu sse2 avx512f avx2 fma amx_bf16 avx", "bugs\t: x");

    assertThat(InstructionSet.flags(description)).isEqualTo("amx_bf16 avx avx2 avx512f fma");
    assertThat(InstructionSet.flags(List.of("Features : asimd"))).isEmpty();
  }

  @Test
  void limitsOfTheEnvironmentAreAmongThem() {
    assertThat(
            InstructionSet.limits(
                Map.of("ONEDNN_MAX_CPU_ISA", "AVX2", "ATEN_CPU_CAPABILITY", "avx2", "HOME", "x")))
        .isEqualTo("ATEN_CPU_CAPABILITY=avx2 ONEDNN_MAX_CPU_ISA=AVX2");
  }
}
