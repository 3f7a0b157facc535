package dev.trm.gateway;

import static dev.trm.gateway.Calls.GRID;
import static dev.trm.gateway.Calls.json;
import static dev.trm.gateway.Calls.operator;
import static dev.trm.gateway.Calls.puzzle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.trm.embedded.testing.TestPartsResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is answered with a problem that says what; and a good request works after it. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class BadRequestsTest {
  /** A maze of 30×14, more cells than the model of mazes takes. */
  private static final String LARGE_MAZE =
      "[\"S"
          + " ".repeat(29)
          + "\""
          + (", \"" + " ".repeat(30) + "\"").repeat(12)
          + ", \""
          + " ".repeat(29)
          + "G\"]";

  private static final String NO_JOB = "00000000-0000-7000-8000-000000000000";
  private static final String OTHER_JOB = "01930000-0000-7000-8000-0000000000ff";

  @Inject TestModels models;
  @TestHTTPResource URI address;

  @BeforeEach
  void register() throws Exception {
    models.usual();
  }

  /** Body, status, pointer (empty: none), words of the detail. */
  static Stream<Arguments> solveBodies() {
    return Stream.of(
        arguments(grid("12345"), 422, "/puzzle/grid", "grid has 5 characters"),
        arguments(grid(""), 422, "/puzzle/grid", "grid has 0 characters"),
        arguments(grid("1.3...2..1...4.x"), 422, "/puzzle/grid", "'x' in row 4, column 4"),
        arguments(grid("1.3...2..1...4.9"), 422, "/puzzle/grid", "'9' in row 4, column 4"),
        arguments(grid("113...2..1...4.2"), 422, "/puzzle/grid", "1 twice in row 1"),
        arguments(grid("123.4.......4..."), 422, "/puzzle/grid", "4 twice in column 1"),
        arguments(grid("12...34........3"), 422, "/puzzle/grid", "no solution"),
        arguments(grid("\\u0000".repeat(16)), 422, "/puzzle/grid", "U+0000 at position 1"),
        arguments(
            "{\"puzzle\": {\"kind\": \"chess\", \"grid\": \"" + GRID + "\"}}",
            422,
            "/puzzle/kind",
            "kind is 'chess'"),
        arguments("{\"puzzle\": {\"grid\": \"" + GRID + "\"}}", 422, "/puzzle/kind", "missing"),
        arguments("{\"puzzle\": {\"kind\": \"sudoku\"}}", 422, "/puzzle/grid", "missing"),
        arguments("{\"puzzle\": {\"kind\": 7, \"grid\": []}}", 422, "/puzzle/kind", "kind is 7"),
        arguments(
            "{\"puzzle\": {\"kind\": \"sudoku\", \"grid\": [1, 2]}}",
            422,
            "/puzzle/grid",
            "grid is [1,2]"),
        arguments(
            kind("maze", "[\"S #\", \"  #\", \"# x\"]"),
            422,
            "/puzzle/grid/2",
            "'x' in row 3, column 3"),
        arguments(
            kind("maze", "[\"S #\", \"# #\", \"##G\"]"), 422, "/puzzle/grid", "grid has no way"),
        arguments(
            kind("maze", "\"S G\""), 422, "/puzzle/grid", "grid is \"S G\"; it must be an array"),
        arguments(
            kind("maze", LARGE_MAZE), 422, "/model", "no model here takes maze puzzles of 30x14"),
        arguments(kind("arc", "[[0, 10]]"), 422, "/puzzle/grid/0/1", "has 10 in row 1, column 2"),
        arguments(kind("arc", "[[0]]"), 422, "/model", "none is called arc-30x30"),
        arguments(kind("grid", "[[0], [0, 1]]"), 422, "/puzzle/grid/1", "row 2 has 2 cells"),
        arguments(kind("grid", "[[-1]]"), 422, "/puzzle/grid/0/0", "has -1 in row 1, column 1"),
        arguments(kind("grid", "[]"), 422, "/puzzle/grid", "grid is empty"),
        arguments("{\"puzzle\": \"" + GRID + "\"}", 422, "/puzzle", "puzzle is \"1.3"),
        arguments("{}", 422, "/puzzle", "puzzle is missing"),
        arguments("[]", 422, "", "the body is []"),
        arguments("null", 422, "", "the body is null"),
        arguments("", 400, "", "The body is empty"),
        arguments("{\"puzzle\":", 400, "", "not JSON at line 1, column"),
        arguments("{\"puzzle\": [}", 400, "", "(for Array starting at line 1, column 12)"),
        arguments("{\"puzzle\": {}} x", 400, "", "not JSON at line 1, column"),
        arguments("{\"puzzle\": {}, \"puzzle\": {}}", 400, "", "Duplicate"),
        arguments("[".repeat(1_200), 400, "", "nesting depth"),
        arguments(puzzle(", \"puzle\": 1"), 422, "/puzle", "puzle is not known here"),
        arguments(
            "{\"puzzle\": {\"kind\": \"sudoku\", \"grid\": \"" + GRID + "\", \"size\": 4}}",
            422,
            "/puzzle/size",
            "size is not known here"),
        arguments(puzzle(", \"model\": \"nobody@champion\""), 422, "/model", "'nobody@champion'"),
        arguments(puzzle(", \"model\": \"sudoku-4x4@9\""), 422, "/model", "'sudoku-4x4@9'"),
        arguments(puzzle(", \"model\": \"a@b@c\""), 422, "/model", "'a@b@c'"),
        arguments(puzzle(", \"model\": \"\\u0000\""), 422, "/model", "U+0000 at position 1"),
        arguments(puzzle(", \"model\": 4"), 422, "/model", "model is 4"),
        arguments(puzzle(", \"model\": \"too-big\""), 422, "/model", "takes 81 cells of 11 tokens"),
        arguments(kind("maze", LARGE_MAZE), 422, "/model", "none is called maze-30x14"),
        option("\"maxCycles\": 0", "maxCycles", "maxCycles is 0"),
        option("\"maxCycles\": 65", "maxCycles", "maxCycles is 65"),
        option("\"maxCycles\": \"many\"", "maxCycles", "maxCycles is \"many\""),
        option("\"maxCycles\": 1.5", "maxCycles", "maxCycles is 1.5"),
        option("\"maxCycles\": 1e999", "maxCycles", "must be a whole number"),
        option("\"search\": 4", "search", "search is 4"),
        option("\"search\": {\"attempts\": 0}", "search/attempts", "attempts is 0"),
        option("\"search\": {\"attempts\": 1025}", "search/attempts", "number 1 to 1024"),
        option("\"search\": {\"budget\": 15}", "search/budget", "number 16 to 16384"),
        option("\"search\": {\"budget\": 16385}", "search/budget", "budget is 16385"),
        option("\"search\": {\"seed\": -1}", "search/seed", "seed is -1"),
        option("\"search\": {\"tries\": 2}", "search/tries", "tries is not known here"),
        option("\"trace\": \"some\"", "trace", "'some' is not one of full, none"),
        option("\"halt\": \"never\"", "halt", "'never' is not one of fixed, head, checked"),
        option("\"priority\": \"urgent\"", "priority", "'urgent' is not one of"),
        option("\"deadline\": \"soon\"", "deadline", "deadline is 'soon'"),
        option("\"deadline\": \"-PT1S\"", "deadline", "deadline is '-PT1S'"),
        option("\"deadline\": \"P9999D\"", "deadline", "at most 30 days"),
        option("\"deadline\": 30", "deadline", "deadline is 30"),
        option("\"cycles\": 3", "cycles", "cycles is not known here"),
        arguments(puzzle(", \"options\": 3"), 422, "/options", "options is 3"));
  }

  @ParameterizedTest
  @MethodSource("solveBodies")
  void wrongSolveIsAProblemThatNamesFieldAndValue(
      String body, int status, String pointer, String words) throws Exception {
    models.register("too-big", 9, "weights of too-big");

    Response response = json(body).post("/v1/solve-jobs");

    isProblem(response, status, words);
    if (!pointer.isEmpty()) {
      response.then().body("errors[0].pointer", equalTo(pointer));
    }
    json(puzzle("")).post("/v1/solve-jobs").then().statusCode(202);
  }

  /** Path, status, words of the detail. */
  static Stream<Arguments> gets() {
    return Stream.of(
        arguments("/v1/jobs?kind=chess", 400, "'chess'"),
        arguments("/v1/jobs?state=DONE", 400, "'DONE'"),
        arguments("/v1/jobs?limit=0", 400, "limit is '0'"),
        arguments("/v1/jobs?limit=many", 400, "limit is 'many'"),
        arguments("/v1/jobs?limit=1&limit=2", 400, "given 2 times"),
        arguments("/v1/jobs?since=yesterday", 400, "since is 'yesterday'"),
        arguments("/v1/jobs?since=-100000-01-01T00:00:00Z", 400, "since is '-100000"),
        arguments("/v1/jobs?cursor=abc", 400, "cursor is 'abc'"),
        arguments("/v1/jobs?id=019x", 400, "id is '019x'"),
        arguments("/v1/jobs?id=0-1", 400, "id is '0-1'"),
        arguments("/v1/jobs?id=", 400, "id is ''"),
        arguments("/v1/jobs?batch=7", 400, "batch is '7'"),
        arguments("/v1/jobs?model=%00", 400, "U+0000"),
        arguments("/v1/jobs?stat=QUEUED", 400, "'stat' is not known"),
        arguments("/v1/jobs/abc", 400, "id is 'abc'"),
        arguments("/v1/jobs/" + NO_JOB, 404, NO_JOB),
        arguments("/v1/jobs/" + NO_JOB + "/trace", 404, NO_JOB),
        arguments("/v1/jobs/" + NO_JOB + "/events", 404, NO_JOB),
        arguments("/v1/jobs/" + NO_JOB + "/history", 404, NO_JOB),
        arguments("/v1/jobs/" + NO_JOB + "/proof", 404, NO_JOB),
        arguments("/v1/audit/anchors?cursor=x", 400, "cursor is 'x'"),
        arguments("/v1/operator-actions?cursor=-1", 400, "cursor is '-1'"),
        arguments("/v1/operator-actions?limit=201", 400, "limit is '201'"),
        arguments("/v1/operator-actions?who=x", 400, "'who' is not known"),
        arguments("/v1/operator-actions?actor=%00", 400, "U+0000"),
        arguments("/v1/audit/anchors?limit=0", 400, "limit is '0'"),
        arguments("/v1/audit/anchors/export?after=-1", 400, "after is '-1'"),
        arguments("/v1/audit/verify?since=soon", 400, "since is 'soon'"),
        arguments("/v1/batches/" + NO_JOB, 404, NO_JOB),
        arguments("/v1/batches/x/results", 400, "id is 'x'"),
        arguments("/v1/runs/" + NO_JOB, 404, NO_JOB),
        arguments("/v1/runs/" + NO_JOB + "/metrics?points=0", 400, "points is '0'"),
        arguments("/v1/runs/" + NO_JOB + "/metrics?points=10001", 400, "points is '10001'"),
        arguments("/v1/runs/" + NO_JOB + "/metrics?names=loss,", 400, "names has ''"),
        arguments("/v1/runs/" + NO_JOB + "/metrics?names=a%20b", 400, "names has 'a b'"),
        arguments("/v1/runs/compare", 400, "ids is missing"),
        arguments("/v1/runs/compare?ids=" + NO_JOB, 400, "ids has 1 of them"),
        arguments("/v1/runs/compare?ids=x," + NO_JOB, 400, "ids has 'x'"),
        arguments("/v1/runs/compare?ids=" + NO_JOB + "," + NO_JOB, 400, "twice"),
        arguments("/v1/runs/compare?ids=" + NO_JOB + "," + OTHER_JOB, 404, NO_JOB),
        arguments("/v1/runs/compare?ids=" + NO_JOB + "," + OTHER_JOB + "&points=0", 400, "points"),
        arguments("/v1/runs?cursor=x", 400, "cursor is 'x'"),
        arguments("/v1/runs?limit=201", 400, "limit is '201'"),
        arguments("/v1/runs?state=lost", 400, "state: 'lost' is not one of QUEUED"),
        arguments("/v1/runs?sweep=x", 400, "sweep is 'x'"),
        arguments("/v1/quarantine?cursor=x", 400, "cursor is 'x'"),
        arguments("/v1/runs?commit=main", 400, "commit is 'main'"),
        arguments("/v1/runs?commit=123456", 400, "commit is '123456'"),
        arguments("/v1/runs/" + NO_JOB + "/report", 404, NO_JOB),
        arguments("/v1/runs/x/curve.svg", 400, "id is 'x'"),
        arguments("/v1/recipes/NOBODY", 400, "name is 'NOBODY'"),
        arguments("/v1/recipes/nobody", 404, "nobody"),
        arguments("/v1/recipes/nobody/events?limit=0", 400, "limit is '0'"),
        arguments("/v1/datasets/nothing", 404, "nothing"),
        arguments("/v1/datasets/" + NO_JOB, 404, NO_JOB),
        arguments("/v1/datasets/NOTHING", 400, "id is 'NOTHING'"),
        arguments("/v1/datasets?cursor=x", 400, "cursor is 'x'"),
        arguments("/v1/datasets?limit=0", 400, "limit is '0'"),
        arguments("/v1/models/nobody", 404, "nobody"),
        arguments("/v1/models/NOBODY", 400, "name is 'NOBODY'"),
        arguments("/v1/checkpoints/12", 400, "id is '12'"),
        arguments("/v1/checkpoints/" + "0".repeat(64) + "/file", 404, "0".repeat(64)),
        arguments("/v1/puzzles/sudoku?size=5", 400, "size is '5'"),
        arguments("/v1/puzzles/sudoku?size=4&givens=17", 400, "givens is '17'"),
        arguments("/v1/puzzles/sudoku?size=16&givens=10", 400, "givens is '10'"),
        arguments("/v1/puzzles/sudoku?seed=-1", 400, "seed is '-1'"),
        arguments("/v1/puzzles/sudoku?width=4", 400, "'width' is not known"),
        arguments("/v1/puzzles/constraints?variant=killer", 400, "variant is 'killer'; known are"),
        arguments("/v1/puzzles/constraints?variant=windoku&size=6", 400, "size is 6; puzzles of"),
        arguments("/v1/puzzles/constraints?size=5&givens=26", 400, "givens is '26'"),
        arguments("/v1/puzzles/maze?width=2", 400, "width is '2'"),
        arguments("/v1/puzzles/maze?height=31", 400, "height is '31'"),
        arguments("/v1/puzzles/chess", 404, "/v1/puzzles/chess"),
        arguments("/v1/nothing", 404, "/v1/nothing"),
        arguments("/nothing", 404, "/nothing"),
        arguments("/v1/solve-jobs", 405, "GET is not allowed on /v1/solve-jobs"));
  }

  @ParameterizedTest
  @MethodSource("gets")
  void wrongLookIsAProblemThatNamesWhatIsWrong(String path, int status, String words) {
    isProblem(operator().urlEncodingEnabled(false).get(path), status, words);
    operator().get("/v1/jobs").then().statusCode(200);
  }

  /** Body, pointer, words of the detail. */
  static Stream<Arguments> trainings() {
    return Stream.of(
        arguments("{}", "/model", "model is missing"),
        arguments("{\"model\": \"UPPER\"}", "/model", "model is 'UPPER'"),
        arguments("{\"model\": \"m\", \"stepz\": 1}", "/stepz", "stepz is not known here"),
        arguments(
            "{\"model\": \"m\", \"training\": {\"steps\": -1}}", "/training/steps", "steps is -1"),
        arguments("{\"model\": \"m\", \"dataset\": {\"size\": 5}}", "/dataset/size", "size is 5"),
        arguments(
            "{\"model\": \"m\", \"dataset\": {\"generator\": \"maze\", \"width\": 31}}",
            "/dataset/width",
            "width is 31"),
        arguments(
            "{\"model\": \"m\", \"dataset\": {\"name\": \"nothing\"}}",
            "/dataset/name",
            "name is 'nothing'; there is no such data set"),
        arguments(
            "{\"model\": \"m\", \"resumeFrom\": \"" + "a".repeat(64) + "\"}",
            "/resumeFrom",
            "no such checkpoint"));
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void wrongTrainingIsAProblemThatNamesFieldAndValue(String body, String pointer, String words) {
    Response response = json(body).post("/v1/training-jobs");
    isProblem(response, 422, words);
    response.then().body("errors[0].pointer", equalTo(pointer));
  }

  /** What is done to jobs, body, pointer, words of the detail. */
  static Stream<Arguments> bulks() {
    return Stream.of(
        arguments("cancel", "{}", "/state", "state is missing"),
        arguments("cancel", "{\"state\": \"FAILED\"}", "/state", "'FAILED' is not one of QUEUED"),
        arguments("retry", "{\"state\": \"QUEUED\"}", "/state", "'QUEUED' is not one of SUCC"),
        arguments("retry", "{\"state\": 3}", "/state", "state is 3"),
        arguments("cancel", "{\"state\": \"QUEUED\", \"kind\": \"chess\"}", "/kind", "'chess'"),
        arguments("cancel", "{\"state\": \"QUEUED\", \"batch\": \"7\"}", "/batch", "batch is '7'"),
        arguments(
            "retry", "{\"state\": \"FAILED\", \"since\": \"soon\"}", "/since", "since is 'soon'"),
        arguments(
            "retry", "{\"state\": \"FAILED\", \"cursor\": \"x\"}", "/cursor", "cursor is 'x'"),
        arguments("retry", "{\"state\": \"FAILED\", \"limit\": 0}", "/limit", "limit is 0"),
        arguments("cancel", "{\"state\": \"QUEUED\", \"all\": true}", "/all", "all is not known"));
  }

  @ParameterizedTest
  @MethodSource("bulks")
  void wrongFilterOfJobsIsAProblemThatNamesFieldAndValue(
      String deed, String body, String pointer, String words) {
    Response response = json(body).post("/v1/jobs/" + deed);
    isProblem(response, 422, words);
    response.then().body("errors[0].pointer", equalTo(pointer));
  }

  /** Body, status, words of the detail. */
  static Stream<Arguments> signIns() {
    return Stream.of(
        arguments("{}", 422, "key is missing"),
        arguments("{\"key\": 3}", 422, "key is 3"),
        arguments("{\"key\": \"x\", \"name\": \"y\"}", 422, "name is not known here"),
        arguments("", 400, "The body is empty"),
        arguments("{\"key\": \"nobody-has-this-key\"}", 401, "The key is not known."));
  }

  @ParameterizedTest
  @MethodSource("signIns")
  void wrongSignInIsAProblemThatSaysWhatIsWrong(String body, int status, String words) {
    isProblem(json(body).post("/v1/session"), status, words);
  }

  /** Name, value, words of the detail. */
  static Stream<Arguments> headers() {
    return Stream.of(
        arguments("Prefer", "wait=soon", "'wait=soon'"),
        arguments("Prefer", "wait=-1", "'wait=-1'"),
        arguments("Prefer", "wait", "'wait'"),
        arguments("Idempotency-Key", "two words", "'two words'"),
        arguments("Idempotency-Key", "k".repeat(201), "1 to 200"));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void wrongHeaderIsAProblemThatNamesIt(String name, String value, String words) {
    Response response = json(puzzle("")).header(name, value).post("/v1/solve-jobs");
    isProblem(response, 400, words);
    response.then().body("errors[0].header", equalTo(name));
  }

  @Test
  void wrongLastEventIdIsAProblem() {
    String id = Calls.submit();
    isProblem(
        operator().header("Last-Event-ID", "x").get("/v1/jobs/" + id + "/events"), 400, "'x'");
  }

  @Test
  void hugeBodyIsRefusedAndAGoodRequestWorksAfterIt() {
    String huge = puzzle(", \"model\": \"" + "x".repeat(3_000_000) + "\"");
    isProblem(json(huge).post("/v1/solve-jobs"), 413, "longer than 65536 bytes");
    json(puzzle("")).post("/v1/solve-jobs").then().statusCode(202);
  }

  @Test
  void otherMediaTypesAndMethodsAreRefused() {
    isProblem(
        operator().contentType(ContentType.TEXT).body(GRID).post("/v1/solve-jobs"),
        415,
        "Content-Type is 'text/plain");
    isProblem(operator().accept("image/png").get("/v1/jobs"), 406, "'image/png'");
    isProblem(operator().delete("/v1/jobs"), 405, "DELETE is not allowed");
    isProblem(operator().patch("/v1/models/sudoku-4x4"), 405, "PATCH is not allowed");
  }

  /** Written by hand, since a client would not send them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1/jobs/%zz HTTP/1.1",
        "GET /v1/jobs/% HTTP/1.1",
        "GET /v1/jobs?kind=%zz HTTP/1.1",
        "GET /v1/jobs?% HTTP/1.1",
        "GET /v1/jobs/%C3%28 HTTP/1.1",
        "GET /v1/models/%00 HTTP/1.1",
        "GET /v1/jobs/..%2f..%2fq HTTP/1.1",
        "GET * HTTP/1.1",
        "FETCH /v1/jobs HTTP/1.1",
        "POST /v1/solve-jobs HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: -1",
        "POST /v1/solve-jobs HTTP/1.1\r\nContent-Type: bad type\r\nContent-Length: 0",
        "GET /v1/jobs HTTP/1.1\r\nAccept: bad accept",
      })
  void malformedRequestIsTheCallersFault(String head) throws IOException {
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(30_000);
      String request =
          head
              + "\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
              + Calls.OPERATOR
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(answer).matches("(?s)HTTP/1.[01] 4\\d\\d .*");
    }
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    byte[] latin = "{\"puzzle\": \"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
    isProblem(
        operator().contentType(ContentType.JSON).body(latin).post("/v1/solve-jobs"),
        400,
        "not valid UTF-8");
  }

  @Test
  void emptyBatchIsRefused() {
    isProblem(
        operator()
            .contentType("application/x-ndjson")
            .body("\n \n".getBytes(StandardCharsets.UTF_8))
            .post("/v1/solve-jobs/batch"),
        400,
        "The body is empty");
  }

  @Test
  void wrongAliasMovesAreRefused() {
    String alias = "/v1/models/sudoku-4x4/aliases/";
    isProblem(json("{\"version\": 99}").put(alias + "champion"), 422, "version is 99");
    isProblem(json("{}").put(alias + "champion"), 422, "version is missing");
    isProblem(json("{\"version\": 1}").put(alias + "12"), 400, "alias is '12'");
    isProblem(json("{\"version\": 1}").put("/v1/models/nobody/aliases/x"), 404, "nobody");
    isProblem(
        json("{\"owner\": \"nobody-of-the-tests\"}").put("/v1/models/sudoku-4x4/policy"),
        422,
        "owner is 'nobody-of-the-tests'");
    isProblem(
        json("{\"gate\": {}}").put("/v1/models/sudoku-4x4/policy"), 422, "evaluation is missing");
    isProblem(json("{\"alias\": \"x\"}").post("/v1/models/sudoku-4x4/rollback"), 409, "'x'");
  }

  private static void isProblem(Response response, int status, String words) {
    response
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("status", equalTo(status))
        .body("detail", containsString(words));
  }

  private static String grid(String grid) {
    return "{\"puzzle\": {\"kind\": \"sudoku\", \"grid\": \"" + grid + "\"}}";
  }

  private static String kind(String kind, String grid) {
    return "{\"puzzle\": {\"kind\": \"" + kind + "\", \"grid\": " + grid + "}}";
  }

  private static Arguments option(String option, String name, String words) {
    return arguments(puzzle(", \"options\": {" + option + "}"), 422, "/options/" + name, words);
  }
}
