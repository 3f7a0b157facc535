package dev.trm.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a network. Paper and reference name the depths differently: {@code latentSteps} is n
 * or {@code L_cycles}, {@code recursions} T or {@code H_cycles}, {@code maxCycles} N_sup or {@code
 * halt_max_steps}.
 *
 * @param vocabulary V, the number of tokens
 * @param sequenceLength S, the cells of a puzzle
 * @param hidden H, a multiple of {@code heads}
 * @param expansion a SwiGLU's width before rounding is {@code expansion · in · 2/3}
 * @param swigluMultiple that width is rounded up to a multiple of this; the reference's is 256
 * @param prefix positions before the cells, which hold the puzzle's embedding
 * @param puzzleEmbeddingWidth the width of a puzzle's embedding row, at most {@code prefix ·
 *     hidden}
 * @param puzzleIds rows of the puzzle embedding
 * @param epsilon added to the mean square before a norm's root
 */
public record TrmConfig(
    int vocabulary,
    int sequenceLength,
    int hidden,
    int heads,
    int layers,
    double expansion,
    int swigluMultiple,
    int latentSteps,
    int recursions,
    int maxCycles,
    int prefix,
    int puzzleEmbeddingWidth,
    int puzzleIds,
    Mixer mixer,
    Positions positions,
    double ropeTheta,
    double epsilon) {

  public TrmConfig {
    atLeast("vocabulary", vocabulary, 1);
    atLeast("sequenceLength", sequenceLength, 1);
    atLeast("hidden", hidden, 1);
    atLeast("heads", heads, 1);
    atLeast("layers", layers, 1);
    atLeast("swigluMultiple", swigluMultiple, 1);
    atLeast("latentSteps", latentSteps, 1);
    atLeast("recursions", recursions, 1);
    atLeast("maxCycles", maxCycles, 1);
    atLeast("prefix", prefix, 0);
    atLeast("puzzleEmbeddingWidth", puzzleEmbeddingWidth, prefix == 0 ? 0 : 1);
    atLeast("puzzleIds", puzzleIds, 1);
    if (hidden % heads != 0) {
      throw new IllegalArgumentException(
          "hidden is " + hidden + ", which is no multiple of heads, " + heads);
    }
    if (positions == Positions.ROPE && mixer == Mixer.ATTENTION && hidden / heads % 2 != 0) {
      throw new IllegalArgumentException(
          "hidden / heads is " + hidden / heads + "; rotary positions need an even head width");
    }
    if (puzzleEmbeddingWidth > prefix * hidden) {
      throw new IllegalArgumentException(
          "puzzleEmbeddingWidth is "
              + puzzleEmbeddingWidth
              + ", more than prefix · hidden, "
              + prefix * hidden);
    }
    if (!(expansion > 0)) {
      throw new IllegalArgumentException("expansion is " + expansion + "; it must be above 0");
    }
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be at least " + least);
    }
  }

  /** L: the prefix and the cells. */
  public int length() {
    return prefix + sequenceLength;
  }

  /** The inner width of a SwiGLU over {@code in} features. */
  public int swigluWidth(int in) {
    long wanted = Math.round(expansion * in * 2 / 3);
    return Math.toIntExact((wanted + swigluMultiple - 1) / swigluMultiple * swigluMultiple);
  }

  /**
   * The trained parameters in the order in which the network takes them, by the reference's keys
   * without their prefix. The puzzle embedding is not among them: its rows are trained apart.
   */
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    all.add(new Parameter("embed_tokens.embedding_weight", vocabulary, hidden));
    all.add(new Parameter("lm_head.weight", vocabulary, hidden));
    all.add(new Parameter("q_head.weight", 2, hidden));
    all.add(new Parameter("q_head.bias", 2));
    if (positions == Positions.LEARNED) {
      all.add(new Parameter("embed_pos.embedding_weight", length(), hidden));
    }
    int overLength = swigluWidth(length());
    int overHidden = swigluWidth(hidden);
    for (int layer = 0; layer < layers; layer++) {
      String at = "L_level.layers." + layer + ".";
      if (mixer == Mixer.MLP) {
        all.add(new Parameter(at + "mlp_t.gate_up_proj.weight", 2L * overLength, length()));
        all.add(new Parameter(at + "mlp_t.down_proj.weight", length(), overLength));
      } else {
        all.add(new Parameter(at + "self_attn.qkv_proj.weight", 3L * hidden, hidden));
        all.add(new Parameter(at + "self_attn.o_proj.weight", hidden, hidden));
      }
      all.add(new Parameter(at + "mlp.gate_up_proj.weight", 2L * overHidden, hidden));
      all.add(new Parameter(at + "mlp.down_proj.weight", hidden, overHidden));
    }
    return List.copyOf(all);
  }
}
