package dev.trm.gateway.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trm.audit.Anchor;
import dev.trm.jobs.store.AuditLog.StoredAnchor;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An anchor.
 *
 * @param jobs how many ended since the one before
 * @param root of the Merkle tree over them
 * @param first the lowest of their ids
 * @param last the highest
 * @param operatorSeq the last operators' action at that time
 * @param previous hash of the anchor before
 * @param hash of the statement
 * @param key fingerprint of the public key
 * @param statement what is signed, all of the above
 * @param signature by Ed25519, base64
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AnchorView(
    long seq,
    Instant at,
    int jobs,
    String root,
    @Nullable UUID first,
    @Nullable UUID last,
    long operatorSeq,
    String operatorHash,
    String previous,
    String hash,
    String key,
    String statement,
    String signature) {

  /**
   * Shows what is stored.
   *
   * @throws IllegalArgumentException if its statement is none
   */
  static AnchorView of(StoredAnchor stored) {
    Anchor anchor = stored.signed().anchor();
    return new AnchorView(
        stored.seq(),
        anchor.at(),
        anchor.jobs(),
        anchor.root(),
        anchor.first(),
        anchor.last(),
        anchor.operatorSeq(),
        anchor.operatorHash(),
        anchor.previous(),
        anchor.hash(),
        anchor.key(),
        stored.signed().statement(),
        stored.signed().signature());
  }
}
