package dev.trm.gateway;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;

/** Requests with a key. */
final class Calls {
  static final String OPERATOR = "operator-key-of-the-tests";
  static final String GRID = "1.3...2..1...4.2";

  private Calls() {}

  static RequestSpecification operator() {
    return with(OPERATOR);
  }

  static RequestSpecification with(String key) {
    return given().header("Authorization", "Bearer " + key);
  }

  /** A JSON body. */
  static RequestSpecification json(String body) {
    return operator().contentType(ContentType.JSON).body(body);
  }

  /** A request to solve the usual puzzle. */
  static String puzzle(String more) {
    return "{\"puzzle\": {\"kind\": \"sudoku\", \"grid\": \"" + GRID + "\"}" + more + "}";
  }

  /** Submits the usual puzzle; its job's id. */
  static String submit() {
    return json(puzzle("")).post("/v1/solve-jobs").then().statusCode(202).extract().path("id");
  }
}
