package dev.trm.benchmarks.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the system's own verification of its audit log, anchors and outcomes; every finding is a
 * violation.
 */
public final class AuditCheck {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  private AuditCheck() {}

  /**
   * The findings of the verification.
   *
   * @throws IOException if the verification did not complete
   */
  public static List<Violation> of(URI gateway, String key)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(gateway.resolve("/v1/audit/verify"))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + key)
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("audit not verified: " + answer.statusCode() + " " + answer.body());
    }
    return read(answer.body());
  }

  /** Parses a line for each finding, followed by one that marks the end. */
  static List<Violation> read(String lines) throws IOException {
    List<Violation> violations = new ArrayList<>();
    boolean ended = false;
    for (String line : lines.lines().toList()) {
      JsonNode found = JSON.readTree(line);
      if (found.has("verified")) {
        ended = true;
      } else {
        violations.add(
            new Violation(
                Violation.Kind.AUDIT,
                found.path("job").asText("audit"),
                found.path("kind").asText() + ": " + found.path("words").asText()));
      }
    }
    if (!ended) {
      throw new IOException("the audit's verification broke off after: " + lines);
    }
    return violations;
  }
}
