package dev.trm.model.reference;

import dev.trm.model.checkpoint.DamagedFileException;
import dev.trm.model.checkpoint.StoredTensor;
import dev.trm.model.checkpoint.TrmWeights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The reference's names for tensors. It saves the network inside its loss head, and that inside a
 * compiled module, so keys have several prefixes; the rest of the key is always the same.
 *
 * @param prefix of all keys of the network
 * @param tensors of the network by their keys without the prefix
 */
record ReferenceKeys(String prefix, Map<String, StoredTensor> tensors) {

  /** From the outermost module inwards; the last is the network alone. */
  static final List<String> PREFIXES =
      List.of("_orig_mod.model.inner.", "model.inner.", "inner.", "");

  /** Scratch space of training, saved by old versions of the reference. */
  private static final Set<String> SCRATCH =
      Set.of("puzzle_emb.local_weights", "puzzle_emb.local_ids");

  /**
   * @throws DamagedFileException if no prefix leads to a network, or the file has other tensors
   */
  static ReferenceKeys of(Map<String, StoredTensor> file) throws DamagedFileException {
    List<String> found =
        PREFIXES.stream().filter(each -> file.containsKey(each + TrmWeights.H_INIT)).toList();
    if (found.size() != 1) {
      throw new DamagedFileException(
          "it has "
              + found.size()
              + " tensors H_init under the prefixes "
              + PREFIXES
              + "; a checkpoint has one. It has "
              + file.keySet().stream().limit(5).toList()
              + (file.size() > 5 ? " and more" : ""));
    }
    String prefix = found.get(0);
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, StoredTensor> each : file.entrySet()) {
      if (!each.getKey().startsWith(prefix)) {
        throw new DamagedFileException(
            "tensor " + each.getKey() + " is not under the prefix " + prefix + " of the others");
      }
      String key = each.getKey().substring(prefix.length());
      if (!SCRATCH.contains(key)) {
        tensors.put(key, each.getValue());
      }
    }
    return new ReferenceKeys(prefix, tensors);
  }
}
