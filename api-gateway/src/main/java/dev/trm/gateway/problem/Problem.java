package dev.trm.gateway.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error by RFC 9457.
 *
 * @param type a URI that names the kind of problem; {@code about:blank} where the status says all
 * @param title the kind of problem in words
 * @param status the HTTP status
 * @param detail what is wrong with this request
 * @param errors the fields that are wrong; empty where it is none
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(String type, String title, int status, String detail, List<Fault> errors) {
  /** The media type of a problem. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(406, "Not Acceptable"),
          Map.entry(408, "Request Timeout"),
          Map.entry(409, "Conflict"),
          Map.entry(413, "Content Too Large"),
          Map.entry(414, "URI Too Long"),
          Map.entry(421, "Misdirected Request"),
          Map.entry(415, "Unsupported Media Type"),
          Map.entry(416, "Range Not Satisfiable"),
          Map.entry(422, "Unprocessable Content"),
          Map.entry(429, "Too Many Requests"),
          Map.entry(431, "Request Header Fields Too Large"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(503, "Service Unavailable"),
          Map.entry(507, "Insufficient Storage"));

  /**
   * One wrong field; one of the first three says where.
   *
   * @param pointer JSON pointer into the body, {@code /puzzle/grid}
   * @param parameter a query or path parameter
   * @param header a request header
   * @param detail names field and value
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Fault(
      @Nullable String pointer,
      @Nullable String parameter,
      @Nullable String header,
      String detail) {}

  public Problem {
    errors = List.copyOf(errors);
  }

  /** A problem of which the status says what kind it is. */
  public static Problem of(int status, String detail) {
    return new Problem(
        "about:blank", TITLES.getOrDefault(status, "Error"), status, detail, List.of());
  }

  /** The same with another status. */
  public Problem withStatus(int other) {
    return new Problem(type, title, other, detail, errors);
  }

  /** A well-formed body with a wrong value. */
  public static Problem field(String pointer, String detail) {
    return new Problem(
        "urn:trm:problem:invalid-field",
        "A field of the body is wrong",
        422,
        detail,
        List.of(new Fault(pointer, null, null, detail)));
  }

  /** A wrong query or path parameter. */
  public static Problem parameter(String name, String detail) {
    return new Problem(
        "urn:trm:problem:invalid-parameter",
        "A parameter is wrong",
        400,
        detail,
        List.of(new Fault(null, name, null, detail)));
  }

  /** A wrong header. */
  public static Problem header(String name, String detail) {
    return new Problem(
        "urn:trm:problem:invalid-header",
        "A header is wrong",
        400,
        detail,
        List.of(new Fault(null, null, name, detail)));
  }
}
