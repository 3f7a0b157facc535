package dev.trm.gateway;

import static dev.trm.gateway.Calls.json;
import static dev.trm.gateway.Calls.operator;
import static dev.trm.gateway.Calls.puzzle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.trm.embedded.testing.TestPartsResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.DecoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What bodies may hold, how they may be sent, and what happens where they cannot be kept. */
@QuarkusTest
@QuarkusTestResource(TestPartsResource.class)
class BodiesTest {
  private static final Path DIRECTORY = Path.of("target", "bodies");
  private static final String NDJSON = "application/x-ndjson";
  private static final String NUL = "\\u0000";

  @Inject TestModels models;

  @BeforeEach
  void register() throws Exception {
    models.usual();
  }

  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    Files.createDirectories(DIRECTORY);
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      assertThat(files).isEmpty();
    }
  }

  /** Path, body, pointer. */
  static Stream<Arguments> bodiesWithNul() {
    return Stream.of(
        arguments("/v1/solve-jobs", puzzle(", \"model\": \"a" + NUL + "b\""), "/model"),
        arguments(
            "/v1/solve-jobs",
            "{\"puzzle\": {\"kind\": \"maze\", \"grid\": [\"S #\", \" " + NUL + "#\", \"# G\"]}}",
            "/puzzle/grid/1"),
        arguments("/v1/solve-jobs", puzzle(", \"x" + NUL + "\": 1"), ""),
        arguments("/v1/solve-jobs", puzzle(", \"model\": \"\\ud800\""), "/model"),
        arguments("/v1/training-jobs", "{\"model\": \"" + NUL + "\"}", "/model"),
        arguments("/v1/keys", "{\"name\": \"" + NUL + "\", \"role\": \"reader\"}", "/name"),
        arguments("/v1/webhooks", "{\"url\": \"https://a.example/" + NUL + "\"}", "/url"),
        arguments("/v1/session", "{\"key\": \"" + NUL + "\"}", "/key"));
  }

  @ParameterizedTest
  @MethodSource("bodiesWithNul")
  void textThatCannotBeStoredIsTheCallersFault(String path, String body, String pointer) {
    json(body)
        .post(path)
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo(pointer))
        .body("detail", containsString("which cannot be stored"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v1/models/a%00", "/v1/jobs?kind=%00", "/v1/jobs?%00=1", "/app%00/main.js"})
  void addressWithNulIsTheCallersFault(String path) {
    operator()
        .urlEncodingEnabled(false)
        .get(path)
        .then()
        .statusCode(400)
        .body("detail", containsString("U+0000"));
  }

  @Test
  void lineWithNulIsRefusedAndTheOthersBecomeJobs() {
    String good = puzzle("") + "\n";
    String bad = puzzle(", \"model\": \"" + NUL + "\"") + "\n";

    Response answer = batch(good + bad + good, null);

    answer
        .then()
        .statusCode(202)
        .body("accepted", equalTo(2))
        .body("refused", equalTo(1))
        .body("problems[0].line", equalTo(2))
        .body("problems[0].pointer", equalTo("/model"));
  }

  @Test
  void datasetWithNulIsRefusedByLine() {
    String name = "nul-" + UUID.randomUUID();
    String line =
        "{\"input\": [[1]], \"output\": [[2]], \"group\": \"" + NUL + "\", \"" + NUL + "\": 1}\n";

    operator()
        .contentType(NDJSON)
        .body(line.getBytes(StandardCharsets.UTF_8))
        .post("/v1/datasets?name=" + name)
        .then()
        .statusCode(422)
        .body("errors[0].detail", containsString("line 1"));
  }

  @Test
  void batchWithoutAGoodLineIsNone() {
    String bad = "{\"kind\": \"sudoku\", \"grid\": \"x\"}\n";
    String key = UUID.randomUUID().toString();

    for (String each : new String[] {null, key, key}) {
      batch(bad + "{\n", each)
          .then()
          .statusCode(422)
          .body("detail", containsString("None of the 2 lines can be taken"))
          .body("errors", hasSize(2))
          .body("errors[0].pointer", equalTo("/puzzle/grid"))
          .body("errors[0].detail", containsString("line 1: "))
          .body("errors[1].detail", containsString("line 2: "));
    }
  }

  @Test
  void gzipIsUnderstood() throws IOException {
    compressed("application/json", gzip(bytes(puzzle(""))), "gzip")
        .post("/v1/solve-jobs")
        .then()
        .statusCode(202);
    // So long that it is kept in a file, and read twice.
    String lines = (puzzle(", \"model\": \"sudoku-4x4\"") + "\n").repeat(2000);
    compressed(NDJSON, gzip(bytes(lines)), "gzip")
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .post("/v1/solve-jobs/batch")
        .then()
        .statusCode(202)
        .body("accepted", equalTo(2000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "deflate", "gzip, gzip", "zstd"})
  void otherCodingsAreRefusedWithWhatIsUnderstood(String coding) {
    compressed("application/json", bytes(puzzle("")), coding)
        .post("/v1/solve-jobs")
        .then()
        .statusCode(415)
        .header("Accept-Encoding", "gzip")
        .body("errors[0].header", equalTo("Content-Encoding"))
        .body("detail", containsString("'" + coding + "'"));
  }

  @Test
  void gzipThatIsNoneOrCutOffIsTheCallersFault() throws IOException {
    byte[] whole = gzip(bytes(puzzle("")));
    for (byte[] body :
        new byte[][] {bytes(puzzle("")), java.util.Arrays.copyOf(whole, whole.length / 2)}) {
      compressed("application/json", body, "gzip")
          .post("/v1/solve-jobs")
          .then()
          .statusCode(400)
          .body("detail", containsString("not whole gzip data"));
    }
  }

  @Test
  void decompressedBodyIsLimitedToo() throws IOException {
    compressed("application/json", gzip(new byte[70_000]), "gzip")
        .post("/v1/solve-jobs")
        .then()
        .statusCode(413)
        .body("detail", containsString("longer than 65536 bytes"));
    byte[] bomb = gzip(new byte[64 << 20]);
    assertThat(bomb).hasSizeLessThan(100_000);
    compressed(NDJSON, bomb, "gzip")
        .post("/v1/solve-jobs/batch")
        .then()
        .statusCode(413)
        .body("detail", containsString("more than 200 times longer"));
  }

  /** Bodies of more than 64 KiB are kept in a file until they are read. */
  @Test
  void bodyThatCannotBeKeptIsNotTheCallersFault() throws IOException {
    Files.createDirectories(DIRECTORY);
    Files.delete(DIRECTORY);
    Files.createFile(DIRECTORY);
    try {
      tooMuchForTheDisk();
    } finally {
      Files.delete(DIRECTORY);
    }
  }

  /** A file system of 256 KiB; only where one may be mounted. */
  @Test
  void fullDiskIsNotTheCallersFault() throws Exception {
    Files.createDirectories(DIRECTORY);
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", DIRECTORY.toString()));
    try {
      tooMuchForTheDisk();
      nothingIsLeftBehind();
      batch(puzzle("") + "\n", null).then().statusCode(202);
    } finally {
      assertThat(run("umount", DIRECTORY.toString())).isTrue();
    }
  }

  private static void tooMuchForTheDisk() {
    String lines = (puzzle("") + "\n").repeat(10_000);
    for (String key : new String[] {null, UUID.randomUUID().toString()}) {
      batch(lines, key)
          .then()
          .statusCode(507)
          .header("Retry-After", "60")
          .body("detail", containsString("no room for the body"));
    }
    operator()
        .contentType("application/octet-stream")
        .body(new byte[900_000])
        .post("/v1/checkpoints?model=too-large-for-the-disk")
        .then()
        .statusCode(507);
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  private static Response batch(String lines, @Nullable String key) {
    RequestSpecification request = operator().contentType(NDJSON).body(bytes(lines));
    return (key == null ? request : request.header("Idempotency-Key", key))
        .post("/v1/solve-jobs/batch");
  }

  private static RequestSpecification compressed(String type, byte[] body, String coding) {
    return operator()
        .config(
            RestAssuredConfig.config()
                .decoderConfig(DecoderConfig.decoderConfig().noContentDecoders()))
        .contentType(type)
        .header("Content-Encoding", coding)
        .body(body);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }
}
