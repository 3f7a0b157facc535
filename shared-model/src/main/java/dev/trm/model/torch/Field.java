package dev.trm.model.torch;

import dev.trm.model.CellGroups;
import dev.trm.model.CellGroups.Group;
import dev.trm.model.Mixer;
import dev.trm.model.TrmConfig;
import java.util.List;

/**
 * Converts puzzles to the input of a network that takes groups. The nodes are pairs of a cell and a
 * symbol, with the symbols of a cell adjacent, or, with one node per cell, the cells. Shape letters
 * as in {@code relations.torchscript}.
 */
public final class Field {

  /** A label that the loss ignores. */
  private static final int IGNORED = -100;

  private static final int BLANK = TrmConfig.FIRST_SYMBOL - 1;

  private Field() {}

  /** N, the number of nodes. */
  public static int nodes(CellGroups.Shape shape) {
    return Math.multiplyExact(shape.cells(), shape.symbols());
  }

  /** G, the number of groups of all relations. */
  static int groups(CellGroups.Shape shape) {
    return shape.groups().stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * Checks that a network can take puzzles of this shape.
   *
   * @throws IllegalArgumentException if it can't; the message gives the reason
   */
  public static void check(TrmConfig config, CellGroups.Shape shape) {
    if (!config.mixer().takesGroups()) {
      throw new IllegalArgumentException(
          "the puzzles have groups of cells; a network with mixer "
              + config.mixer()
              + " takes none, RELATIONS and NEIGHBOURS do");
    }
    if (ofCells(shape) != (config.mixer() == Mixer.NEIGHBOURS)) {
      throw new IllegalArgumentException(
          "the puzzles have "
              + shape.symbols()
              + " nodes a cell; a network with mixer NEIGHBOURS takes one, RELATIONS one for each"
              + " symbol");
    }
    if (shape.groups().size() != config.relations()) {
      throw new IllegalArgumentException(
          "the puzzle has "
              + shape.groups().size()
              + " relations; the model has weights for "
              + config.relations());
    }
    int nodes = ofCells(shape) ? 1 : config.vocabulary() - TrmConfig.FIRST_SYMBOL;
    if (shape.cells() > config.sequenceLength() || shape.symbols() > nodes) {
      throw new IllegalArgumentException(
          "the puzzle has "
              + shape.cells()
              + " cells and "
              + shape.symbols()
              + " nodes a cell; the model takes at most "
              + config.sequenceLength()
              + " and "
              + nodes);
    }
  }

  /** Whether the nodes are cells rather than pairs of a cell and a symbol. */
  public static boolean ofCells(CellGroups.Shape shape) {
    return shape.symbols() == 1;
  }

  /**
   * Checks a question's length and tokens.
   *
   * @throws IllegalArgumentException if the question does not fit network and shape; names cell and
   *     token
   */
  public static void checkQuestion(TrmConfig config, CellGroups.Shape shape, int[] question) {
    if (question.length != shape.cells()) {
      throw new IllegalArgumentException(
          "question has "
              + question.length
              + " tokens; the puzzle has "
              + shape.cells()
              + " cells");
    }
    int most = most(config, shape);
    for (int cell = 0; cell < question.length; cell++) {
      if (question[cell] < BLANK || question[cell] > most) {
        throw new IllegalArgumentException(
            "question has token "
                + question[cell]
                + " at "
                + cell
                + "; it must be 1 (blank) or 2 to "
                + most
                + " (a symbol)");
      }
    }
  }

  /** The largest token of a puzzle. */
  private static int most(TrmConfig config, CellGroups.Shape shape) {
    return ofCells(shape) ? config.vocabulary() - 1 : shape.symbols() + BLANK;
  }

  /**
   * Checks an answer's length and tokens.
   *
   * @throws IllegalArgumentException if the answer does not fit network and shape; names cell and
   *     token
   */
  public static void checkAnswer(TrmConfig config, CellGroups.Shape shape, int[] answer) {
    if (answer.length != shape.cells()) {
      throw new IllegalArgumentException(
          "answer has " + answer.length + " tokens; the puzzle has " + shape.cells() + " cells");
    }
    int most = most(config, shape);
    for (int cell = 0; cell < answer.length; cell++) {
      boolean symbol = answer[cell] > BLANK && answer[cell] <= most;
      if (!symbol && answer[cell] != IGNORED) {
        throw new IllegalArgumentException(
            "answer has token "
                + answer[cell]
                + " at "
                + cell
                + "; it must be 2 to "
                + most
                + ", or -100 where the loss ignores it");
      }
    }
  }

  /**
   * Writes each node's kind, which is a row of {@code embed_nodes}: 0 if its cell is blank, 1 if
   * its symbol is given, 2 if another symbol is given. If the nodes are cells: 0 for a blank, and
   * the symbols from 1.
   *
   * @param into receives N numbers from index {@code at}
   */
  public static void kinds(CellGroups.Shape shape, int[] question, long[] into, int at) {
    if (ofCells(shape)) {
      for (int cell = 0; cell < question.length; cell++) {
        into[at + cell] = question[cell] - BLANK;
      }
      return;
    }
    int symbols = shape.symbols();
    for (int cell = 0; cell < question.length; cell++) {
      int given = question[cell] - TrmConfig.FIRST_SYMBOL;
      for (int symbol = 0; symbol < symbols; symbol++) {
        into[at + cell * symbols + symbol] = given < 0 ? 0 : given == symbol ? 1 : 2;
      }
    }
  }

  /** Converts an answer's token to a label: its symbol counted from 0, or −100. */
  public static long label(int token) {
    return token == IGNORED ? IGNORED : token - TrmConfig.FIRST_SYMBOL;
  }

  /**
   * Writes each group's scale at its member cells, 0 elsewhere: (G, C), row by row from index
   * {@code at}. See {@link Group#scale}.
   */
  static void pool(CellGroups groups, float[] into, int at) {
    int row = at;
    for (List<Group> relation : groups.relations()) {
      for (Group group : relation) {
        float share = (float) group.scale(groups.cells());
        for (int cell : group.members()) {
          into[row + cell] = share;
        }
        row += groups.cells();
      }
    }
  }

  /** Writes 1 where a cell receives from a group: (C, G), row by row from index {@code at}. */
  static void spread(CellGroups groups, float[] into, int at) {
    int all = groups(groups.shape());
    int column = 0;
    for (List<Group> relation : groups.relations()) {
      for (Group group : relation) {
        for (int cell : group.receivers()) {
          into[at + cell * all + column] = 1;
        }
        column++;
      }
    }
  }

  /** 1 in the channels of a group's relation, 0 elsewhere: (G, A). */
  static float[] own(TrmConfig config, CellGroups.Shape shape) {
    int channels = config.channels();
    int width = (config.relations() + 1) * channels;
    float[] own = new float[groups(shape) * width];
    int row = 0;
    for (int relation = 0; relation < config.relations(); relation++) {
      for (int group = 0; group < shape.groups().get(relation); group++) {
        for (int channel = 0; channel < channels; channel++) {
          own[row + relation * channels + channel] = 1;
        }
        row += width;
      }
    }
    return own;
  }
}
