package dev.trm.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.util.ArrayList;
import java.util.List;

/**
 * The configuration of a network. Paper and reference name the depths differently: {@code
 * latentSteps} is n or {@code L_cycles}, {@code recursions} T or {@code H_cycles}, {@code
 * maxCycles} N_sup or {@code halt_max_steps}.
 *
 * <p>A network that {@linkplain Mixer#takesGroups takes groups} solves every puzzle of at most
 * {@code sequenceLength} cells and {@code vocabulary} − 2 symbols: its tokens are 0 padding, 1
 * blank, then the symbols. It has one head, no prefix, no positions and no puzzle embedding.
 *
 * @param vocabulary V, the number of tokens
 * @param sequenceLength S, the number of cells of a puzzle
 * @param hidden H, a multiple of {@code heads}
 * @param expansion a SwiGLU's width before rounding is {@code expansion · in · 2/3}
 * @param swigluMultiple that width is rounded up to a multiple of this; the reference's is 256
 * @param prefix positions before the cells, which hold the puzzle's embedding
 * @param puzzleEmbeddingWidth the width of a puzzle's embedding row, at most {@code prefix ·
 *     hidden}
 * @param puzzleIds number of rows of the puzzle embedding
 * @param epsilon added to the mean square under a norm's root
 * @param channels E, the width of a group's sum; 0 for a network that takes no groups
 * @param relations R, the number of relations among cells that have their own weights, without the
 *     relation among the nodes of a cell; 0 for a network that takes no groups
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
    double epsilon,
    int channels,
    int relations) {

  /** The first token of a symbol in puzzles for {@link Mixer#RELATIONS}. */
  public static final int FIRST_SYMBOL = 2;

  /**
   * The kinds of nodes: of a blank cell, of a given symbol, and of another symbol of a given cell.
   */
  private static final int NODE_KINDS = 3;

  private static final ObjectMapper JSON = new ObjectMapper();

  public TrmConfig {
    within("vocabulary", vocabulary, 1, 1 << 20);
    within("sequenceLength", sequenceLength, 1, 1 << 16);
    within("hidden", hidden, 1, 1 << 14);
    within("heads", heads, 1, hidden);
    within("layers", layers, 1, 256);
    within("expansion", expansion, 1e-3, 256);
    within("swigluMultiple", swigluMultiple, 1, 1 << 14);
    within("latentSteps", latentSteps, 1, 1024);
    within("recursions", recursions, 1, 1024);
    within("maxCycles", maxCycles, 1, 1 << 16);
    within("prefix", prefix, 0, 1 << 12);
    within("puzzleEmbeddingWidth", puzzleEmbeddingWidth, prefix == 0 ? 0 : 1, 1 << 26);
    within("puzzleIds", puzzleIds, 1, 1 << 26);
    within("ropeTheta", ropeTheta, 1e-3, 1e12);
    within("epsilon", epsilon, 0, 1);
    if (mixer == null || positions == null) {
      throw new IllegalArgumentException((mixer == null ? "mixer" : "positions") + " is missing");
    }
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
    if (mixer.takesGroups()) {
      within("vocabulary", vocabulary, FIRST_SYMBOL + 1, 1 << 20);
      within("heads", heads, 1, 1);
      within("prefix", prefix, 0, 0);
      within("puzzleIds", puzzleIds, 1, 1);
      within("channels", channels, 1, 1 << 14);
      within("relations", relations, 1, 64);
      if (positions != Positions.NONE) {
        throw new IllegalArgumentException(
            "positions is " + positions + "; a network with mixer " + mixer + " takes NONE");
      }
    } else {
      within("channels", channels, 0, 0);
      within("relations", relations, 0, 0);
    }
  }

  /** Configures a network that takes no relations. */
  public TrmConfig(
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
    this(
        vocabulary,
        sequenceLength,
        hidden,
        heads,
        layers,
        expansion,
        swigluMultiple,
        latentSteps,
        recursions,
        maxCycles,
        prefix,
        puzzleEmbeddingWidth,
        puzzleIds,
        mixer,
        positions,
        ropeTheta,
        epsilon,
        0,
        0);
  }

  /**
   * Configures a network that takes groups, for puzzles of up to a maximum number of cells.
   *
   * @param mixer {@link Mixer#RELATIONS} or {@link Mixer#NEIGHBOURS}
   * @param vocabulary the maximum number of tokens
   * @param hidden d; a SwiGLU over it is twice as wide
   */
  public static TrmConfig grouped(
      Mixer mixer,
      int cells,
      int vocabulary,
      int hidden,
      int channels,
      int relations,
      int layers,
      int latentSteps,
      int recursions,
      int maxCycles) {
    return new TrmConfig(
        vocabulary,
        cells,
        hidden,
        1,
        layers,
        3,
        1,
        latentSteps,
        recursions,
        maxCycles,
        0,
        0,
        1,
        mixer,
        Positions.NONE,
        10_000,
        1e-5,
        channels,
        relations);
  }

  private static void within(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          name + " is " + plain(value) + "; it must be " + plain(least) + " to " + plain(most));
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }

  /**
   * Reads the JSON in a file's metadata.
   *
   * @throws IllegalArgumentException if it is not a valid configuration; gives the reason
   */
  public static TrmConfig parse(String json) {
    try {
      TrmConfig parsed = JSON.readValue(json, TrmConfig.class);
      if (parsed == null) {
        throw new IllegalArgumentException("config is null");
      }
      return parsed;
    } catch (ValueInstantiationException refused) {
      Throwable cause = refused.getCause();
      throw new IllegalArgumentException(
          "config: " + (cause == null ? refused : cause).getMessage(), refused);
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException("config: " + broken.getOriginalMessage(), broken);
    }
  }

  /** The same configuration for another number of puzzles. */
  public TrmConfig withPuzzleIds(int ids) {
    return new TrmConfig(
        vocabulary,
        sequenceLength,
        hidden,
        heads,
        layers,
        expansion,
        swigluMultiple,
        latentSteps,
        recursions,
        maxCycles,
        prefix,
        puzzleEmbeddingWidth,
        ids,
        mixer,
        positions,
        ropeTheta,
        epsilon,
        channels,
        relations);
  }

  /**
   * Whether the network takes puzzles with this number of cells and tokens: exactly its own
   * numbers, or at most these for a network that takes groups.
   */
  public boolean takes(int cells, int tokens) {
    return mixer.takesGroups()
        ? cells <= sequenceLength && tokens <= vocabulary
        : cells == sequenceLength && tokens == vocabulary;
  }

  /** L, the length of prefix and cells together. */
  public int length() {
    return prefix + sequenceLength;
  }

  /** The inner width of a SwiGLU over {@code in} features. */
  public int swigluWidth(int in) {
    return Math.toIntExact(swigluWidth(expansion, in, swigluMultiple));
  }

  /** Like {@link #swigluWidth(int)}, for any network. */
  public static long swigluWidth(double expansion, int in, int multiple) {
    long wanted = (long) Math.rint(expansion * in * 2 / 3); // half to even, as the reference
    return (wanted + multiple - 1) / multiple * multiple;
  }

  /**
   * The trained parameters in the order in which the network takes them, under the reference's keys
   * without their prefix. The puzzle embedding is not included: its rows are trained separately.
   */
  public List<Parameter> parameters() {
    return mixer.takesGroups() ? ofGroups() : ofSequences();
  }

  private List<Parameter> ofSequences() {
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

  /**
   * Stacked matrices have one part of equal rows for each relation; the relation within cells is
   * last.
   */
  private List<Parameter> ofGroups() {
    long all = relations + 1L;
    int wide = swigluWidth(hidden);
    List<Parameter> parameters = new ArrayList<>();
    if (mixer == Mixer.RELATIONS) {
      parameters.add(new Parameter("embed_nodes.embedding_weight", NODE_KINDS, hidden));
      parameters.add(new Parameter("lm_head.weight", 1, hidden));
    } else {
      parameters.add(new Parameter("embed_nodes.embedding_weight", vocabulary - 1L, hidden));
      parameters.add(new Parameter("lm_head.weight", vocabulary - (long) FIRST_SYMBOL, hidden));
    }
    parameters.add(new Parameter("q_head.weight", 1, 2L * hidden));
    parameters.add(new Parameter("q_head.bias", 1));
    for (int layer = 0; layer < layers; layer++) {
      String at = "L_level.layers." + layer + ".";
      parameters.add(new Parameter(at + "relations.values.weight", all * channels, hidden));
      parameters.add(new Parameter(at + "relations.own.weight", hidden, hidden));
      parameters.add(new Parameter(at + "relations.out.weight", all * hidden, channels));
      parameters.add(new Parameter(at + "mlp.gate_up_proj.weight", 2L * wide, hidden));
      parameters.add(new Parameter(at + "mlp.down_proj.weight", hidden, wide));
    }
    return List.copyOf(parameters);
  }
}
