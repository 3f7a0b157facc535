package dev.trm.solver.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.jobs.HaltMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HaltRuleTest {
  @ParameterizedTest
  @CsvSource({
    "FIXED,    5, true,  false",
    "HEAD,     0, true,  false",
    "HEAD,  0.01, false, true",
    "CHECKED, -1, true,  false",
    "CHECKED,  1, false, false",
    "CHECKED,  1, true,  true",
  })
  void modeDecidesWhatEndsASolve(HaltMode mode, float haltLogit, boolean passes, boolean halts) {
    assertThat(HaltRule.halts(mode, haltLogit, () -> passes)).isEqualTo(halts);
  }
}
