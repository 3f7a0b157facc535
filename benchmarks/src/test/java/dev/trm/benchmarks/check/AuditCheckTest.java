package dev.trm.benchmarks.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class AuditCheckTest {
  private static final String WELL = "{\"verified\": true, \"looked\": {\"jobs\": 12}}\n";

  @Test
  void anAuditThatIsWholeHasNoViolations() throws IOException {
    assertThat(AuditCheck.read(WELL)).isEmpty();
  }

  @Test
  void everyFindingIsAViolation() throws IOException {
    String cut = "{\"kind\":\"TAIL_CUT\",\"job\":\"a\",\"seq\":3,\"words\":\"cut\"}\n";

    assertThat(AuditCheck.read(cut + WELL))
        .containsExactly(new Violation(Violation.Kind.AUDIT, "a", "TAIL_CUT: cut"));
  }

  @Test
  void aVerificationThatBrokeOffIsNoSuccess() {
    assertThatThrownBy(() -> AuditCheck.read("")).isInstanceOf(IOException.class);
  }
}
