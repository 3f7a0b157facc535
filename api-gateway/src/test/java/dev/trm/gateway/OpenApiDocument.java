package dev.trm.gateway;

import static dev.trm.gateway.Calls.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobJson;
import io.restassured.http.ContentType;
import java.util.ArrayList;
import java.util.List;

/** The interface's description of itself. */
record OpenApiDocument(JsonNode tree) {
  /** As the gateway serves it. */
  static OpenApiDocument served() {
    return new OpenApiDocument(
        JobJson.parse(
            operator()
                .accept(ContentType.JSON)
                .get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .asString()));
  }

  /** The parameters of an operation, references followed. */
  List<JsonNode> parameters(JsonNode operation) {
    List<JsonNode> parameters = new ArrayList<>();
    for (JsonNode each : operation.path("parameters")) {
      parameters.add(each.has("$ref") ? referred(each.path("$ref").asText()) : each);
    }
    return parameters;
  }

  /**
   * What a reference of the document's own stands for; a missing node if there is no such thing.
   */
  JsonNode referred(String reference) {
    return tree.at(reference.substring("#".length()));
  }
}
