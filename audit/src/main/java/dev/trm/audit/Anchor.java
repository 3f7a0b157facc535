package dev.trm.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is said of the jobs that ended in a stretch of time, and signed. Anchors form a chain of
 * their own.
 *
 * @param seq rises by one from 1
 * @param at by the database's clock, to the microsecond
 * @param jobs how many ended
 * @param root of the Merkle tree over their leaves by id, hex
 * @param first the lowest of their ids; null without any
 * @param last the highest
 * @param operatorSeq the last operators' action at that time; 0 for none
 * @param operatorHash its hash, hex; empty for none
 * @param previous hash of the anchor before, hex; empty for the first
 * @param key fingerprint of the public key
 */
public record Anchor(
    long seq,
    Instant at,
    int jobs,
    String root,
    @Nullable UUID first,
    @Nullable UUID last,
    long operatorSeq,
    String operatorHash,
    String previous,
    String key) {
  private static final String FORM = "trm.anchor.1";
  private static final int FIELDS = 11;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The text that is signed. */
  public String statement() {
    return new CanonicalArray()
        .add(FORM)
        .add(seq)
        .add(Micros.of(at))
        .add(jobs)
        .add(root)
        .add(first)
        .add(last)
        .add(operatorSeq)
        .add(operatorHash)
        .add(previous)
        .add(key)
        .toString();
  }

  /** The statement's hash, hex: what the next anchor names. */
  public String hash() {
    return Sha256.hex(statement());
  }

  /** Whether these are the jobs that ended, in the order of their ids. */
  public boolean isOver(List<Leaf> leaves) {
    return jobs == leaves.size() && root.equals(rootOf(leaves));
  }

  /** The root over leaves by id, hex. */
  public static String rootOf(List<Leaf> leaves) {
    return HexFormat.of().formatHex(MerkleTree.root(leaves.stream().map(Leaf::bytes).toList()));
  }

  /**
   * Reads a statement.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Anchor parse(String statement) {
    JsonNode fields;
    try {
      fields = JSON.readTree(statement);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("statement: is no JSON: " + e.getOriginalMessage(), e);
    }
    if (!fields.isArray() || fields.size() != FIELDS || !FORM.equals(fields.get(0).textValue())) {
      throw new IllegalArgumentException(
          "statement: is no array of " + FIELDS + " that begins with " + FORM);
    }
    return new Anchor(
        fields.get(1).longValue(),
        Micros.instant(fields.get(2).longValue()),
        fields.get(3).intValue(),
        fields.get(4).asText(),
        uuid(fields.get(5)),
        uuid(fields.get(6)),
        fields.get(7).longValue(),
        fields.get(8).asText(),
        fields.get(9).asText(),
        fields.get(10).asText());
  }

  private static @Nullable UUID uuid(JsonNode field) {
    return field.isNull() ? null : UUID.fromString(field.asText());
  }
}
