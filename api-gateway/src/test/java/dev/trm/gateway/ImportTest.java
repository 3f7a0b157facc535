package dev.trm.gateway;

import static dev.trm.gateway.Calls.json;
import static dev.trm.gateway.Calls.operator;
import static dev.trm.gateway.Calls.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.hasItem;

import dev.trm.embedded.testing.TestPartsResource;
import dev.trm.jobs.store.ApiKey;
import dev.trm.jobs.store.ApiKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of PyTorch 2.13 become models' versions, over REST alone. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class ImportTest {
  private static final String SHAPED = "&heads=4&sequenceLength=16&prefix=2";

  @Inject ApiKeys keys;
  @TestHTTPResource URI address;

  @Test
  void importedFileIsAVersionWithItsOriginAndIsExported() throws Exception {
    byte[] file = fixture("compiled_prefix");

    // The depth is like no other test's: equal weights have the origin of their first import.
    Response made = send(file, "model=brought&latentSteps=5" + SHAPED);

    made.then()
        .statusCode(201)
        .body("reference", equalTo("brought@1"))
        .body("champion", equalTo(true))
        .body("checkpoint.resumable", equalTo(false))
        .body("checkpoint.manifest.config.hidden", equalTo(32))
        .body("checkpoint.manifest.config.heads", equalTo(4))
        .body("checkpoint.manifest.origin.format", equalTo("torch.save, zip"))
        .body("checkpoint.manifest.origin.keyPrefix", equalTo("_orig_mod.model.inner."))
        .body("checkpoint.manifest.origin.sha256", equalTo(sha256(file)))
        .body("checkpoint.manifest.origin.importedBy", equalTo("operator"))
        .body("configuration", hasItem(hasEntry("source", "assumed")));
    String id = made.path("checkpoint.id");
    assertThat(made.header("Location")).endsWith("/v1/checkpoints/" + id);
    operator()
        .get("/v1/models/brought")
        .then()
        .statusCode(200)
        .body("aliases.champion", equalTo(1))
        .body("versions[0].checkpoint", equalTo(id));

    Response exported = operator().get("/v1/checkpoints/" + id + "/file");
    exported.then().statusCode(200).header("ETag", equalTo("\"" + id + "\""));
    byte[] safetensors = exported.asByteArray();
    assertThat(sha256(safetensors)).isEqualTo(id);
    assertThat(exported.header("Content-Length")).isEqualTo("" + safetensors.length);

    send(safetensors, "model=brought")
        .then()
        .statusCode(201)
        .body("reference", equalTo("brought@1"))
        .body("checkpoint.id", equalTo(id))
        .body("configuration", hasItem(hasEntry("source", "file")));
  }

  @Test
  void aNetworkThatIsGivenRelationsIsImportedForItsKindsInAnySizeItTakes() throws Exception {
    byte[] sudoku = exported("sudoku");
    byte[] maze = exported("maze");

    send(sudoku, "model=small-sudokus&kind=sudoku&size=4").then().statusCode(201);
    send(maze, "model=small-mazes&kind=maze&size=7x9").then().statusCode(201);
    send(sudoku, "model=wrong&kind=maze&size=10")
        .then()
        .statusCode(400)
        .body("errors[0].detail", containsString("takes puzzles of kind constraints or sudoku"));
    send(maze, "model=wrong&kind=sudoku&size=9")
        .then()
        .statusCode(400)
        .body("errors[0].detail", containsString("takes puzzles of kind maze"));
  }

  private static byte[] exported(String model) {
    String checkpoint =
        operator().get("/v1/models/" + model).then().extract().path("versions[0].checkpoint");
    return operator().get("/v1/checkpoints/" + checkpoint + "/file").asByteArray();
  }

  @Test
  void partsOfAFileAreServed() throws Exception {
    String id = send(fixture("inner_prefix"), "model=parts" + SHAPED).path("checkpoint.id");
    String path = "/v1/checkpoints/" + id + "/file";
    byte[] whole = operator().get(path).asByteArray();

    Response part = operator().header("Range", "bytes=8-107").get(path);
    part.then()
        .statusCode(206)
        .header("Content-Range", equalTo("bytes 8-107/" + whole.length))
        .header("Content-Length", equalTo("100"));
    assertThat(part.asByteArray()).isEqualTo(Arrays.copyOfRange(whole, 8, 108));
    Response end = operator().header("Range", "bytes=-5").get(path);
    assertThat(end.asByteArray())
        .isEqualTo(Arrays.copyOfRange(whole, whole.length - 5, whole.length));
    operator().header("Range", "bytes=" + whole.length + "-").get(path).then().statusCode(416);
    operator()
        .header("Range", "bytes=8-107")
        .header("If-Range", "\"another\"")
        .get(path)
        .then()
        .statusCode(200);
    operator().header("If-None-Match", "\"" + id + "\"").get(path).then().statusCode(304);
  }

  @Test
  void modelImportedForMazesTakesMazesOfItsSizeOnly() throws Exception {
    send(fixture("inner_prefix"), "model=mazes&kind=maze&size=4x4&prefix=2&heads=4")
        .then()
        .statusCode(201);

    json("{\"puzzle\": {\"kind\": \"sudoku\", \"grid\": \"1.3...2..1...4.2\"},"
            + " \"model\": \"mazes\"}")
        .post("/v1/solve-jobs")
        .then()
        .statusCode(422)
        .body("detail", containsString("takes 16 cells of 6 tokens (maze)"));
  }

  @Test
  void modelImportedForGridsTakesGridsOfItsSizeWithTheValuesThatItsTokensLeave() throws Exception {
    // Of 6 tokens one is padding; the depth is like no other test's.
    send(fixture("inner_prefix"), "model=grids&kind=grid&size=8x2&prefix=2&heads=4&latentSteps=7")
        .then()
        .statusCode(201)
        .body("checkpoint.manifest.puzzle", equalTo(Map.of("kind", "grid", "shape", "8x2")))
        .body(
            "checkpoint.manifest.layout",
            equalTo(Map.of("width", 8, "height", 2, "symbols", 5, "ends", false)));

    solve("[[0,1,2,3,4,0,1,2],[0,1,2,3,4,0,1,2]]", "grids").then().statusCode(202);
    solve("[[0,1],[1,0]]", "grids")
        .then()
        .statusCode(422)
        .body("detail", containsString("its width and height must be 8x2"));

    send(
            fixture("inner_prefix"),
            "model=smaller&kind=grid&size=8x2&ends=true&prefix=2&heads=4&latentSteps=8")
        .then()
        .statusCode(201)
        .body("checkpoint.manifest.layout.symbols", equalTo(4));
    solve("[[0,1],[1,0]]", "smaller").then().statusCode(202);
  }

  private static Response solve(String grid, String model) {
    return json("{\"puzzle\": {\"kind\": \"grid\", \"grid\": "
            + grid
            + "}, \"model\": \""
            + model
            + "\"}")
        .post("/v1/solve-jobs");
  }

  @Test
  void laterVersionLeavesTheChampion() throws Exception {
    send(fixture("inner_prefix"), "model=twice" + SHAPED).then().statusCode(201);

    send(fixture("all_bfloat16"), "model=twice" + SHAPED)
        .then()
        .statusCode(201)
        .body("reference", equalTo("twice@2"))
        .body("champion", equalTo(false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          inner_prefix   | model=x                                    | sequenceLength | sequenceLength is missing
          inner_prefix   | model=x&kind=sudoku&size=4                 | prefix         | prefix is missing
          inner_prefix   | model=x&kind=sudoku&size=4&prefix=2        | heads          | heads is missing
          inner_prefix   | model=x&kind=sudoku&size=9&prefix=2        | vocabulary     | vocabulary is 11, but 6
          inner_prefix   | model=x&kind=sudoku&size=4&prefix=2&heads=5 | heads         | heads is 5; it must divide
          inner_prefix   | kind=sudoku&size=4                         | model          | model is missing
          inner_prefix   | model=A                                    | model          | model is 'A'
          inner_prefix   | model=x&kind=chess&size=4                  | kind           | kind is 'chess'
          inner_prefix   | model=x&kind=sudoku                        | size           | size is missing
          inner_prefix   | model=x&size=4                             | kind           | kind is missing
          inner_prefix   | model=x&kind=sudoku&size=5                 | size           | size is 5; known are
          inner_prefix   | model=x&kind=sudoku&size=4&sequenceLength=81 | sequenceLength | a sudoku of 4x4 has 16
          inner_prefix   | model=x&kind=maze&size=31                  | size           | a side must be 3 to 30
          inner_prefix   | model=x&kind=maze&size=4by4                | size           | size is '4by4'; it must be like
          inner_prefix   | model=x&kind=arc&size=4x5                  | size           | a board of kind arc is square
          inner_prefix   | model=x&kind=arc&size=4x4&prefix=2&heads=4 | vocabulary     | vocabulary is 12, but 6
          inner_prefix   | model=x&kind=grid&size=31                  | size           | a side must be 1 to 30
          inner_prefix   | model=x&kind=grid&size=4&ends=maybe        | ends           | ends is 'maybe'; it must be true or false
          inner_prefix   | model=x&kind=maze&size=4&ends=true         | ends           | it is for kind grid
          inner_prefix   | model=x&kind=grid&prefix=2&heads=4         | size           | size is missing
          inner_prefix   | model=x&heads=-1                           | heads          | heads is '-1'
          inner_prefix   | model=x&positions=alibi                    | positions      | positions is 'alibi'
          inner_prefix   | model=x&head=4                             | head           | 'head' is not known
          """)
  void whatIsMissingOrWrongIsNamed(String file, String query, String parameter, String words)
      throws Exception {
    send(fixture(file), query)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors[0].parameter", equalTo(parameter))
        .body("detail", containsString(words));
  }

  @ParameterizedTest
  @CsvSource({
    "hostile_reduce, asks for 'posix.system'",
    "truncated, was it cut off?",
    "missing_key, tensor L_level.layers.1.mlp.down_proj.weight is missing"
  })
  void fileThatCannotBeReadIsRefusedWithTheReason(String file, String words) throws Exception {
    send(fixture(file), "model=refused" + SHAPED)
        .then()
        .statusCode(422)
        .contentType("application/problem+json")
        .body("detail", containsString(words));

    assertThat(Path.of("EXECUTED")).doesNotExist();
    operator().get("/v1/models/refused").then().statusCode(404);
  }

  @Test
  void textAndNothingAndTooMuchAreRefused() {
    send("no tensors here".getBytes(StandardCharsets.UTF_8), "model=x")
        .then()
        .statusCode(422)
        .body("detail", containsString("announces a header"));
    send(new byte[0], "model=x").then().statusCode(422);
    send(new byte[2 << 20], "model=x")
        .then()
        .statusCode(413)
        .body("detail", containsString("longer than 1048576 bytes"));
  }

  /**
   * As the command line sends it: what is wrong must arrive although most of the body is unread.
   */
  @ParameterizedTest
  @CsvSource({"model=A, 400, model is 'A'", "model=x, 413, longer than 1048576 bytes"})
  void refusalOfALargeUploadArrives(String query, int status, String words) throws Exception {
    byte[] zeros = new byte[1 << 20];
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve("/v1/checkpoints?" + query))
            .header("Authorization", "Bearer " + Calls.OPERATOR)
            .header("Content-Type", "application/octet-stream")
            .POST(HttpRequest.BodyPublishers.ofByteArrays(Collections.nCopies(64, zeros)))
            .timeout(Duration.ofSeconds(60))
            .build();

    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(words);
  }

  @Test
  void onlyOperatorsImport() throws Exception {
    keys.ensure("importing-submitter", ApiKey.Role.SUBMITTER, "key-of-the-importing-submitter");

    with("key-of-the-importing-submitter")
        .contentType("application/octet-stream")
        .body(fixture("inner_prefix"))
        .post("/v1/checkpoints?model=x" + SHAPED)
        .then()
        .statusCode(403);
  }

  @Test
  void keyOfAnotherFileIsRefused() throws Exception {
    for (String file : List.of("inner_prefix", "inner_prefix")) {
      sendWithKey(fixture(file), "model=keyed" + SHAPED).then().statusCode(201);
    }
    sendWithKey(fixture("all_bfloat16"), "model=keyed" + SHAPED).then().statusCode(422);
    sendWithKey(fixture("inner_prefix"), "model=other" + SHAPED).then().statusCode(422);
  }

  private static Response send(byte[] file, String query) {
    return operator()
        .contentType("application/octet-stream")
        .body(file)
        .post("/v1/checkpoints?" + query);
  }

  private static Response sendWithKey(byte[] file, String query) {
    return operator()
        .contentType("application/octet-stream")
        .header("Idempotency-Key", "import-test")
        .body(file)
        .post("/v1/checkpoints?" + query);
  }

  private static byte[] fixture(String name) throws IOException {
    return Files.readAllBytes(Path.of("../model-files/src/test/resources/torchsave", name + ".pt"));
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
