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
 * With which model and on what solves ran, kept once: it is most of a result, and the same for many
 * solves. A stored result names it by a hash of it; everybody is shown the whole.
 */
final class Environments {
  /** Fields of a {@link dev.trm.jobs.SolveResult}. */
  private static final List<String> MODEL = List.of("model", "checkpoint");

  /** Fields of a {@link dev.trm.jobs.SolveRuntime} that a process never changes. */
  private static final List<String> MACHINE =
      List.of("device", "precision", "threads", "library", "instructions", "kernels");

  private static final String RUNTIME = "runtime";
  private static final String ENVIRONMENT = "environment";
  private static final int BYTES_OF_ID = 8;
  private static final int MOST_KNOWN = 1000;

  /** What has the name of its hash is the same in every database. */
  private static final Map<String, ObjectNode> KNOWN = new ConcurrentHashMap<>();

  private Environments() {}

  /**
   * A result as it is stored.
   *
   * @param facts gets the text of its environment, by the name that the result has for it
   */
  static JsonNode shortened(JsonNode result, Map<String, String> facts) {
    if (!(result instanceof ObjectNode whole
        && whole.path(RUNTIME) instanceof ObjectNode runtime
        && MODEL.stream().allMatch(whole::has)
        && MACHINE.stream().allMatch(runtime::has))) {
      return result;
    }
    ObjectNode environment = whole.objectNode();
    MODEL.forEach(field -> environment.set(field, whole.get(field)));
    ObjectNode machine = environment.putObject(RUNTIME);
    MACHINE.forEach(field -> machine.set(field, runtime.get(field)));
    String text = JobJson.write(environment);
    String id = id(text);
    facts.put(id, text);
    ObjectNode stored = whole.deepCopy().remove(MODEL);
    ((ObjectNode) stored.path(RUNTIME)).remove(MACHINE);
    return stored.put(ENVIRONMENT, id);
  }

  /**
   * A stored result as everybody is shown it.
   *
   * @param connection to look up what this process has not seen yet
   * @throws StoreException if its environment is not there, or not what it was
   */
  static JsonNode whole(Connection connection, JsonNode stored) throws SQLException {
    JsonNode id = stored.path(ENVIRONMENT);
    if (!id.isTextual()) {
      return stored;
    }
    ObjectNode facts = KNOWN.get(id.asText());
    if (facts == null) {
      facts = read(connection, id.asText());
      if (KNOWN.size() >= MOST_KNOWN) {
        KNOWN.clear();
      }
      KNOWN.put(id.asText(), facts);
    }
    ObjectNode whole = ((ObjectNode) stored).deepCopy();
    whole.remove(ENVIRONMENT);
    ObjectNode runtime = (ObjectNode) facts.get(RUNTIME).deepCopy();
    runtime.setAll((ObjectNode) stored.path(RUNTIME));
    whole.setAll(facts);
    return whole.set(RUNTIME, runtime);
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
