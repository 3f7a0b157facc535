package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.audit.Sha256;
import dev.trm.jobs.JobJson;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What solves ran on, kept once: of a result the machine's facts are most, and the same for all its
 * solves. A stored result names them by a hash of them; everybody is shown the whole.
 */
final class Environments {
  /** Those fields of a {@link dev.trm.jobs.SolveRuntime} that a process never changes. */
  private static final List<String> FACTS =
      List.of("device", "precision", "threads", "library", "instructions");

  private static final String RUNTIME = "runtime";
  private static final String ENVIRONMENT = "environment";
  private static final int BYTES_OF_ID = 8;

  /** A few, which never change: what has the name of its hash is the same in every database. */
  private static final Map<String, ObjectNode> KNOWN = new ConcurrentHashMap<>();

  private Environments() {}

  /**
   * A result as it is stored.
   *
   * @param facts gets the text of its environment, by the name that the result has for it
   */
  static JsonNode shortened(JsonNode result, Map<String, String> facts) {
    JsonNode runtime = result.path(RUNTIME);
    if (!FACTS.stream().allMatch(runtime::has)) {
      return result;
    }
    ObjectNode environment = ((ObjectNode) runtime).deepCopy().retain(FACTS);
    String text = JobJson.write(environment);
    String id = id(text);
    facts.put(id, text);
    ObjectNode rest = ((ObjectNode) runtime).deepCopy().remove(FACTS);
    rest.put(ENVIRONMENT, id);
    ObjectNode stored = ((ObjectNode) result).objectNode();
    stored.setAll((ObjectNode) result);
    return stored.set(RUNTIME, rest);
  }

  /**
   * A stored result as everybody is shown it.
   *
   * @param connection to look up what this process has not seen yet
   * @throws StoreException if its environment is not there, or not what it was
   */
  static JsonNode whole(Connection connection, JsonNode stored) throws SQLException {
    JsonNode id = stored.path(RUNTIME).path(ENVIRONMENT);
    if (!id.isTextual()) {
      return stored;
    }
    ObjectNode facts = KNOWN.get(id.asText());
    if (facts == null) {
      facts = read(connection, id.asText());
      KNOWN.put(id.asText(), facts);
    }
    ObjectNode runtime = facts.deepCopy();
    runtime.setAll((ObjectNode) stored.path(RUNTIME));
    runtime.remove(ENVIRONMENT);
    return ((ObjectNode) stored).set(RUNTIME, runtime);
  }

  private static ObjectNode read(Connection connection, String id) throws SQLException {
    List<String> facts =
        Database.query(
            connection,
            "SELECT facts FROM environment WHERE id = ?",
            row -> row.getString("facts"),
            id);
    if (facts.isEmpty() || !id(facts.get(0)).equals(id)) {
      throw new StoreException("environment: '" + id + "' is missing or was altered");
    }
    return (ObjectNode) JobJson.parse(facts.get(0));
  }

  private static String id(String facts) {
    byte[] hash = Sha256.of(facts.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash, 0, BYTES_OF_ID);
  }
}
