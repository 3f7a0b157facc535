package dev.trm.benchmarks.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trm.model.Mixer;
import dev.trm.model.Precision;
import dev.trm.model.torch.TorchProfile.Operation;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreakdownTest {

  @Test
  void whatIsNoProductIsAPassAndWhatIsNoOperationTheRest() {
    Breakdown parts =
        Breakdown.of(
            List.of(
                new Operation("aten::addmm", 2, 3000),
                new Operation("aten::mul", 5, 1500),
                new Operation("aten::bmm", 1, 500)),
            0.0065);

    assertThat(parts.products()).isEqualTo(3.5);
    assertThat(parts.passes()).isEqualTo(1.5);
    assertThat(parts.rest()).isEqualTo(1.5, within(1e-9));
    assertThat(parts.longest().get(0)).isEqualTo(new Breakdown.Part("aten::addmm", 2, 3));
  }

  @Test
  void aCycleOfOursIsMadeOfTheProductsThatItNeeds() throws Exception {
    Case small = new Case(NetworkSize.SMALL, Mixer.MLP, Precision.FLOAT32, 1);
    Breakdown parts;
    try (JavaSide side = new JavaSide(1)) {
      side.open(small, Exchange.of(small));
      parts = Breakdown.of(side, Call.CYCLE);
    }

    assertThat(parts.products()).isPositive();
    assertThat(parts.passes()).isPositive();
    // The longest operations differ between machines.
    assertThat(parts.longest())
        .isNotEmpty()
        .isSortedAccordingTo(Comparator.comparingDouble(Breakdown.Part::millis).reversed());
  }
}
