package dev.trm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trm.cli.CannedGateway.Seen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrainCommandTest {
  private static final String START = "POST /v1/recipes/small/runs";
  private static final String HOOK = "POST /v1/hooks/ci/small";
  private static final String STARTED =
      "{'status': 'started', 'run': {'id': 'r1', 'job': {'id': 'r1', 'state': 'QUEUED'}}}";
  private static final byte[] KEY =
      "a key of thirty-two bytes, truly".getBytes(StandardCharsets.UTF_8);
  private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);

  @TempDir Path directory;
  private CannedGateway gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = new CannedGateway();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private static String ended(boolean promoted) {
    return "{'id': 'r1', 'state': 'SUCCEEDED', 'training': {'promotion': {'gate': 'better'}},"
        + " 'result': {'model': 'small@2', 'promoted': "
        + promoted
        + ", 'promotion': 'because'}}";
  }

  @Test
  void wishHasWhatWasNamedWithNumbersAsNumbers() throws IOException {
    gateway.on(START, 202, STARTED);

    int code =
        gateway.run(
            "retrain",
            "small",
            "--ref",
            "main",
            "--commit",
            "4f9c2d7",
            "--set",
            "training.steps=500",
            "--set",
            "training.schedule=cosine");

    assertThat(code).isEqualTo(0);
    assertThat(gateway.seen(START).get(0).json().toString())
        .isEqualTo(
            "{\"ref\":\"main\",\"commit\":\"4f9c2d7\",\"set\":{\"training.steps\":500,"
                + "\"training.schedule\":\"cosine\"}}");
    assertThat(gateway.out()).contains("run r1 is queued");
  }

  @Test
  void aReportThatCannotBeWrittenStartsNothing() throws IOException {
    String report = directory.resolve("none").resolve("report.md").toString();

    assertThat(gateway.run("retrain", "small", "--wait", "--report", report)).isEqualTo(2);

    assertThat(gateway.err()).contains("--report is " + report + "; there is no directory");
    assertThat(gateway.seen(START)).isEmpty();
  }

  @Test
  void commitIsTheOneOfTheCi() throws IOException {
    gateway.on(START, 202, STARTED);

    run(
        Map.of(
            "GITHUB_ACTIONS", "true",
            "GITHUB_REPOSITORY", "acme/puzzles",
            "GITHUB_REF", "refs/heads/main",
            "GITHUB_SHA", "4f9c2d7e",
            "GITHUB_ACTOR", "mona",
            "GITHUB_SERVER_URL", "https://github.example",
            "GITHUB_RUN_ID", "42",
            "TRM_KEY", CannedGateway.KEY));
    run(
        Map.of(
            "GITLAB_CI", "true",
            "CI_PROJECT_PATH", "acme/puzzles",
            "CI_COMMIT_REF_NAME", "v1",
            "CI_COMMIT_TAG", "v1",
            "CI_COMMIT_SHA", "5f9c2d7e",
            "GITLAB_USER_LOGIN", "lena",
            "CI_PIPELINE_URL", "https://gitlab.example/p/1",
            "TRM_KEY", CannedGateway.KEY));

    assertThat(gateway.seen(START).get(0).json().toString())
        .isEqualTo(
            "{\"repository\":\"acme/puzzles\",\"ref\":\"refs/heads/main\",\"commit\":\"4f9c2d7e\","
                + "\"actor\":\"mona\","
                + "\"url\":\"https://github.example/acme/puzzles/actions/runs/42\"}");
    assertThat(gateway.seen(START).get(1).json().path("ref").asText()).isEqualTo("refs/tags/v1");
  }

  @Test
  void waitingEndsWithTheGatesVerdictAndTheReport() throws IOException {
    Path report = directory.resolve("report.md");
    gateway
        .on(START, 202, STARTED)
        .on("GET /v1/jobs/r1", 200, ended(true))
        .on("GET /v1/runs/r1/report", 200, "### report\n");

    assertThat(gateway.run("retrain", "small", "--wait", "--report", report.toString()))
        .isEqualTo(0);
    assertThat(Files.readString(report)).isEqualTo("### report\n");
    assertThat(gateway.out()).contains("registered small@2, now champion");
  }

  @Test
  void gateNotPassedIsExitCodeThreeAndTheReportIsWrittenAllTheSame() {
    Path report = directory.resolve("report.md");
    gateway
        .on(START, 202, STARTED)
        .on("GET /v1/jobs/r1", 200, ended(false))
        .on("GET /v1/runs/r1/report", 200, "### report\n");

    assertThat(gateway.run("retrain", "small", "--wait", "--report", report.toString()))
        .isEqualTo(3);
    assertThat(report).exists();
  }

  @Test
  void failedRunAndOneThatIsNotStartedAreExitCodeOne() {
    gateway
        .on(START, 202, STARTED)
        .on("GET /v1/jobs/r1", 200, "{'id': 'r1', 'state': 'CANCELLED'}");
    assertThat(gateway.run("retrain", "small", "--wait")).isEqualTo(1);

    gateway.on(HOOK, 200, "{'status': 'ignored', 'reason': 'not for this ref'}");
    assertThat(run(Map.of("TRM_HOOK_SECRET", SECRET))).isEqualTo(1);
    assertThat(gateway.err()).contains("nothing was started: not for this ref");
  }

  @Test
  void withTheSecretAloneEveryCallIsSignedAndNoneHasAKey() throws Exception {
    Path report = directory.resolve("report.md");
    String look = "GET /v1/hooks/ci/small/runs/r1";
    gateway
        .on(HOOK, 202, STARTED)
        .on(look, 200, "{'id': 'r1', 'job': " + ended(true) + "}")
        .on(look + "/report", 200, "### report\n");

    int code = run(Map.of("TRM_HOOK_SECRET", SECRET), "--wait", "--report", report.toString());

    assertThat(code).isEqualTo(0);
    assertThat(report).hasContent("### report");
    assertSigned(gateway.seen(HOOK).get(0), gateway.seen(HOOK).get(0).body());
    assertSigned(gateway.seen(look).get(0), "/v1/hooks/ci/small/runs/r1");
    assertSigned(gateway.seen(look + "/report").get(0), "/v1/hooks/ci/small/runs/r1/report");
  }

  @Test
  void wrongUsageIsSaidBeforeAnythingIsAskedFor() {
    assertThat(gateway.run("retrain", "small", "--report", "x")).isEqualTo(2);
    assertThat(gateway.run("retrain")).isEqualTo(2);
    assertThat(run(Map.of("TRM_HOOK_SECRET", "hunter2"))).isEqualTo(1);
    assertThat(gateway.err()).contains("TRM_HOOK_SECRET is no secret").doesNotContain("hunter2");
    assertThat(gateway.seen()).isEmpty();
  }

  private int run(Map<String, String> environment, String... more) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("TRM_URL", gateway.url());
    List<String> arguments = new java.util.ArrayList<>(List.of("retrain", "small"));
    arguments.addAll(List.of(more));
    return gateway.run(all, false, "", arguments.toArray(String[]::new));
  }

  /** Signed once more here, so that the code under test does not vouch for itself. */
  private static void assertSigned(Seen call, String content) throws Exception {
    Map<String, String> headers = new HashMap<>();
    call.headers()
        .forEach((name, value) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), value));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    String signed =
        headers.get("webhook-id") + "." + headers.get("webhook-timestamp") + "." + content;
    assertThat(headers.get("webhook-signature"))
        .isEqualTo(
            "v1,"
                + Base64.getEncoder()
                    .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
    assertThat(headers).doesNotContainKey("authorization");
  }
}
