package dev.trm.model.torch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trm.model.Compute;
import dev.trm.model.torch.TorchProfile.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;

class TorchProfileTest {

  /** A handwritten trace of two threads. */
  private static final String TRACE =
      """
      [{"ph": "M", "name": "process_name"},
       {"ph": "X", "tid": 1, "name": "linear", "ts": 0, "dur": 10},
       {"ph": "X", "tid": 1, "name": "mm", "ts": 1, "dur": 6},
       {"ph": "X", "tid": 1, "name": "copy", "ts": 2, "dur": 2},
       {"ph": "X", "tid": 1, "name": "mm", "ts": 7, "dur": 3},
       {"ph": "X", "tid": 1, "name": "add", "ts": 12, "dur": 5},
       {"ph": "X", "tid": 2, "name": "add", "ts": 3, "dur": 7}]""";

  @Test
  void anOperationsTimeIsThatOutsideOfThoseThatItCalls() throws Exception {
    JsonNode trace = new ObjectMapper().readTree(TRACE);

    assertThat(TorchProfile.operations(trace))
        .containsExactlyInAnyOrder(
            new Operation("add", 2, 12),
            new Operation("mm", 2, 7),
            new Operation("copy", 1, 2),
            new Operation("linear", 1, 1));
  }

  @Test
  void operationsOfWorkAreToldOnceItHasEnded() throws Exception {
    List<Operation> operations;
    try (TorchProducts products = new TorchProducts(Backend.of(Compute.exact(1)))) {
      operations = TorchProfile.of(() -> products.nanos(64));
    }

    assertThat(operations).extracting(Operation::name).contains("aten::mm");
    assertThat(operations).allSatisfy(each -> assertThat(each.calls()).isPositive());
  }
}
