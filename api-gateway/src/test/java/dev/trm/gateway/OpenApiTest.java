package dev.trm.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.embedded.testing.TestPartsResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class OpenApiTest {
  @Test
  void everyReferenceIsToSomethingInTheDocument() {
    OpenApiDocument document = OpenApiDocument.served();
    List<String> references = document.tree().findValuesAsText("$ref");

    assertThat(references)
        .contains("#/components/parameters/IdempotencyKey", "#/components/responses/QueueFull")
        .allSatisfy(each -> assertThat(document.referred(each).isMissingNode()).as(each).isFalse());
  }

  /** Their annotations stand beside references, whose places must not be taken for theirs. */
  @Test
  void filtersOfTheActionLogAreDescribedBesideTheCursor() {
    JsonNode list = OpenApiDocument.served().tree().at("/paths/~1v1~1operator-actions/get");

    assertThat(list.path("parameters"))
        .extracting(each -> each.path("name").asText() + ": " + each.path("description").asText())
        .contains("actor: Only what this key did.")
        .anyMatch(each -> each.startsWith("action: Only this"))
        .anyMatch(each -> each.startsWith("subject: Only what was done to this"));
  }

  @Test
  void filtersOfRunsAreDescribedBesideTheCursor() {
    JsonNode list = OpenApiDocument.served().tree().at("/paths/~1v1~1runs/get");

    assertThat(list.path("parameters"))
        .extracting(each -> each.path("name").asText() + ": " + each.path("description").asText())
        .contains(
            "state: Only those in this state.",
            "model: Only those that train this model.",
            "sweep: Only those that have a place in this sweep.")
        .anyMatch(each -> each.startsWith("commit: Only those that events of this commit"));
  }

  /** A reference without a name would take the place of a parameter beside it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jobs | batch cursor id kind limit model since state",
        "runs | commit cursor limit model state sweep",
        "operator-actions | action actor cursor limit subject",
      })
  void listsHaveTheirFiltersAndBothParametersOfPages(String list, String names) {
    OpenApiDocument document = OpenApiDocument.served();
    JsonNode operation = document.tree().at("/paths/~1v1~1" + list + "/get");

    assertThat(document.parameters(operation))
        .extracting(parameter -> parameter.path("name").asText())
        .containsExactlyInAnyOrder(names.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "IdempotencyKey, Idempotency-Key, header, submitSweep",
    "Wait, Prefer, header, replayJob",
    "Cursor, cursor, query, listRecipeEvents",
    "Limit, limit, query, listSweeps",
  })
  void aParameterOfManyCallsIsDescribedOnce(
      String component, String name, String in, String operation) {
    OpenApiDocument document = OpenApiDocument.served();
    JsonNode described = document.tree().at("/components/parameters/" + component);
    assertThat(described.path("name").asText()).isEqualTo(name);
    assertThat(described.path("in").asText()).isEqualTo(in);
    Set<String> inline = new TreeSet<>();
    Set<String> referring = new TreeSet<>();

    for (JsonNode each : operations(document)) {
      for (JsonNode parameter : each.path("parameters")) {
        String id = each.path("operationId").asText();
        if (parameter.path("name").asText().equals(name)) {
          inline.add(id);
        }
        if (parameter.path("$ref").asText().endsWith("/" + component)) {
          assertThat(parameter).as("beside a reference nothing counts: %s", id).hasSize(1);
          referring.add(id);
        }
      }
    }

    assertThat(inline).isEmpty();
    assertThat(referring).contains(operation).hasSizeGreaterThan(2);
  }

  @Test
  void everyOperationHasEachParameterOnce() {
    OpenApiDocument document = OpenApiDocument.served();

    for (JsonNode each : operations(document)) {
      assertThat(document.parameters(each))
          .extracting(parameter -> parameter.path("in").asText() + parameter.path("name").asText())
          .as(each.path("operationId").asText())
          .doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @CsvSource({"submitSolve, 200", "submitSolve, 202", "replayJob, 200", "replayJob, 202"})
  void bothAnswersToWhoWaitsAreDescribed(String operation, String status) {
    assertThat(operations(OpenApiDocument.served()))
        .filteredOn(each -> each.path("operationId").asText().equals(operation))
        .singleElement()
        .satisfies(
            each ->
                assertThat(each.at("/responses/" + status + "/content").isMissingNode()).isFalse());
  }

  private static List<JsonNode> operations(OpenApiDocument document) {
    List<JsonNode> operations = new ArrayList<>();
    document.tree().path("paths").forEach(path -> path.forEach(operations::add));
    return operations;
  }
}
