package dev.trm.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.jobs.JobJson;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One request that is wrong in some way, made from an operation that the interface describes. */
final class FuzzedRequest {
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "PROPFIND", "X-Y");
  private static final List<String> TYPES =
      List.of(
          "application/json",
          "application/x-ndjson",
          "application/merge-patch+json",
          "text/plain",
          "application/xml",
          "application/json; charset=utf-16",
          "application/x-www-form-urlencoded",
          "multipart/form-data",
          "nonsense");
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\0",
          "a\nb",
          "../../../etc/passwd",
          "..%2f..",
          "'; DROP TABLE job; --",
          "\" OR \"\"=\"",
          "${jndi:ldap://127.0.0.1/a}",
          "<script>alert(1)</script>",
          "\uD83D\uDE00\u202E\u0301",
          "\uFF11\uFF12\uFF17",
          "x".repeat(5000),
          "9".repeat(400),
          "-1",
          "0",
          "1e309",
          "NaN",
          "null",
          "true",
          "[]",
          "{}",
          "1;2",
          "00000000-0000-0000-0000-000000000000",
          "ffffffff-ffff-ffff-ffff-ffffffffffff",
          "0192f0c1-2345-7abc-8def-0123456789ab",
          "2026-02-30T25:61:00Z",
          "-999999999-01-01T00:00:00Z",
          "P1Y2M3DT4H",
          "PT-1S",
          "PT9223372036854775807S",
          "a@b@c",
          "sudoku-4x4@champion",
          "a".repeat(64));

  private final String what;
  private final String method;
  private final String path;
  private final Map<String, String> headers;
  private final byte[] body;

  private FuzzedRequest(
      String what, String method, String path, Map<String, String> headers, byte[] body) {
    this.what = what;
    this.method = method;
    this.path = path;
    this.headers = headers;
    this.body = body;
  }

  /**
   * What the description says of one call.
   *
   * @param example a body that is right; null where the call has none
   */
  record Operation(
      String method,
      String path,
      List<String> query,
      List<String> header,
      String type,
      String example) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /** Every operation of a description. */
  static List<Operation> operations(OpenApiDocument document) {
    List<Operation> operations = new ArrayList<>();
    document
        .tree()
        .path("paths")
        .fields()
        .forEachRemaining(
            path ->
                path.getValue()
                    .fields()
                    .forEachRemaining(
                        method ->
                            operations.add(
                                operation(
                                    path.getKey(), method.getKey(), method.getValue(), document))));
    return operations;
  }

  private static Operation operation(
      String path, String method, JsonNode description, OpenApiDocument document) {
    List<String> query = new ArrayList<>();
    List<String> header = new ArrayList<>();
    for (JsonNode parameter : document.parameters(description)) {
      String name = parameter.path("name").asText();
      switch (parameter.path("in").asText()) {
        case "query" -> query.add(name);
        case "header" -> header.add(name);
        default -> {} // the path has it
      }
    }
    String type = "";
    String example = "";
    var content = description.path("requestBody").path("content").fields();
    if (content.hasNext()) {
      var first = content.next();
      type = first.getKey();
      for (JsonNode each : first.getValue().path("examples")) {
        JsonNode value = each.path("value");
        example = value.isTextual() ? value.textValue() : value.toString();
      }
    }
    return new Operation(
        method.toUpperCase(java.util.Locale.ROOT), path, query, header, type, example);
  }

  /**
   * A request that is wrong in one way, now and then in two.
   *
   * @param ids of things that are somebody else's; used in paths
   */
  static FuzzedRequest of(Operation operation, Random random, List<String> ids) {
    Map<String, String> headers = new LinkedHashMap<>();
    String method = operation.method();
    String query = "";
    byte[] body = operation.example().getBytes(StandardCharsets.UTF_8);
    if (!operation.type().isEmpty()) {
      headers.put("Content-Type", operation.type());
    }
    StringBuilder what = new StringBuilder();
    boolean hasPath = operation.path().contains("{");
    int ways = random.nextInt(5) == 0 ? 2 : 1;
    for (int way = 0; way < ways; way++) {
      switch (random.nextInt(6)) {
        case 0 -> {
          method = METHODS.get(random.nextInt(METHODS.size()));
          what.append("method ");
        }
        case 1 -> {
          headers.put("Content-Type", TYPES.get(random.nextInt(TYPES.size())));
          what.append("type ");
        }
        case 2 -> {
          headers.putAll(header(operation, random));
          what.append("header ");
        }
        case 3 -> {
          query = query(operation, random);
          what.append("query ");
        }
        default -> {
          if (operation.example().isEmpty()) {
            query = query(operation, random);
            what.append("query ");
          } else {
            body = body(operation.example(), random);
            what.append("body ");
          }
        }
      }
    }
    if (hasPath) {
      what.append("path ");
    }
    return new FuzzedRequest(
        what.toString().strip(), method, path(operation, random, ids) + query, headers, body);
  }

  HttpRequest.Builder build(URI address, String key) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve(path))
            .header("Authorization", "Bearer " + key)
            .method(
                method,
                method.equals("GET") || method.equals("HEAD")
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return request;
  }

  @Override
  public String toString() {
    String text = new String(body, StandardCharsets.UTF_8);
    return "("
        + what
        + ") "
        + method
        + " "
        + shortened(path)
        + " "
        + headers
        + " "
        + shortened(text);
  }

  private static String shortened(String text) {
    return text.length() > 400 ? text.substring(0, 400) + "…" : text;
  }

  /** Parameters of a path are never right: unknown, malformed, or somebody else's. */
  private static String path(Operation operation, Random random, List<String> ids) {
    StringBuilder path = new StringBuilder();
    for (String part : operation.path().split("/", -1)) {
      if (part.isEmpty()) {
        continue;
      }
      path.append('/');
      if (!part.startsWith("{")) {
        path.append(part);
      } else if (!ids.isEmpty() && random.nextBoolean()) {
        path.append(ids.get(random.nextInt(ids.size())));
      } else {
        path.append(encoded(text(random)));
      }
    }
    return path.toString();
  }

  private static String query(Operation operation, Random random) {
    String name =
        operation.query().isEmpty() || random.nextInt(4) == 0
            ? "unknown" + random.nextInt(10)
            : operation.query().get(random.nextInt(operation.query().size()));
    String once = name + "=" + encoded(text(random));
    return random.nextInt(5) == 0 ? "?" + once + "&" + once : "?" + once;
  }

  private static Map<String, String> header(Operation operation, Random random) {
    if (!operation.header().isEmpty() && random.nextInt(3) > 0) {
      String name = operation.header().get(random.nextInt(operation.header().size()));
      String value = name.equals("Prefer") ? "wait=" : "";
      return Map.of(name, value + visible(text(random)));
    }
    return switch (random.nextInt(4)) {
      case 0 -> Map.of("Accept", "image/png");
      case 1 -> Map.of("Accept", visible(text(random)) + "/;q=z");
      case 2 -> Map.of("Content-Encoding", "gzip");
      default -> Map.of("Range", "bytes=9999999999999999999-");
    };
  }

  /** What a client library lets through in a header. */
  private static String visible(String text) {
    String visible = text.replaceAll("[^\\x20-\\x7e]", "?");
    return visible.length() > 3000 ? visible.substring(0, 3000) : visible;
  }

  private static byte[] body(String example, Random random) {
    byte[] right = example.getBytes(StandardCharsets.UTF_8);
    return switch (random.nextInt(9)) {
      case 0 -> java.util.Arrays.copyOf(right, random.nextInt(right.length));
      case 1 -> new byte[0];
      case 2 -> latin(right, random);
      case 3 -> ("[".repeat(2000) + example).getBytes(StandardCharsets.UTF_8);
      case 4 -> (example + example + "}").getBytes(StandardCharsets.UTF_8);
      default -> changed(example, random);
    };
  }

  private static byte[] latin(byte[] right, Random random) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int at = random.nextInt(right.length);
    bytes.write(right, 0, at);
    bytes.write(0xC3);
    bytes.write(0x28);
    bytes.write(right, at, right.length - at);
    return bytes.toByteArray();
  }

  /** The example with some value replaced, a field too many, or one taken away. */
  private static byte[] changed(String example, Random random) {
    JsonNode tree;
    try {
      tree = JobJson.parse(example.lines().findFirst().orElse("{}"));
    } catch (IllegalArgumentException e) {
      return text(random).getBytes(StandardCharsets.UTF_8);
    }
    List<ObjectNode> objects = new ArrayList<>();
    collect(tree, objects);
    if (objects.isEmpty()) {
      return value(random).toString().getBytes(StandardCharsets.UTF_8);
    }
    ObjectNode object = objects.get(random.nextInt(objects.size()));
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    int way = random.nextInt(5);
    if (names.isEmpty() || way == 0) {
      object.set(text(random), value(random));
    } else if (way == 1) {
      object.remove(names.get(random.nextInt(names.size())));
    } else {
      object.set(names.get(random.nextInt(names.size())), value(random));
    }
    return (tree + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void collect(JsonNode node, List<ObjectNode> objects) {
    if (node instanceof ObjectNode object) {
      objects.add(object);
    }
    node.forEach(child -> collect(child, objects));
  }

  private static JsonNode value(Random random) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return switch (random.nextInt(10)) {
      case 0 -> json.nullNode();
      case 1 -> json.booleanNode(random.nextBoolean());
      case 2 -> json.numberNode(-1);
      case 3 -> json.numberNode(BigInteger.TEN.pow(300));
      case 4 -> json.numberNode(1e308 * random.nextGaussian());
      case 5 -> json.arrayNode();
      case 6 -> nested(json);
      case 7 -> json.objectNode().put("a", 1);
      default -> json.textNode(text(random));
    };
  }

  private static ArrayNode nested(JsonNodeFactory json) {
    ArrayNode outer = json.arrayNode();
    ArrayNode inner = outer;
    for (int i = 0; i < 500; i++) {
      inner = inner.addArray();
    }
    return outer;
  }

  private static String text(Random random) {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
