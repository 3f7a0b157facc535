package dev.trm.model.torch;

import dev.trm.model.CellGroups;
import dev.trm.model.CellGroups.Group;
import dev.trm.model.Mixer;
import dev.trm.model.TrmConfig;
import java.util.List;

/**
 * Puzzles as a network with {@link Mixer#RELATIONS} takes them. Its nodes are the pairs of a cell
 * and a symbol, a cell's symbols next to each other; letters as in {@code relations.torchscript}.
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
   * @throws IllegalArgumentException if a network can't take puzzles of this shape; says why
   */
  public static void check(TrmConfig config, CellGroups.Shape shape) {
    if (config.mixer() != Mixer.RELATIONS) {
      throw new IllegalArgumentException(
          "the puzzles have groups of cells; a network with mixer "
              + config.mixer()
              + " takes none, RELATIONS does");
    }
    if (shape.groups().size() != config.relations()) {
      throw new IllegalArgumentException(
          "the puzzle has "
              + shape.groups().size()
              + " relations; the model has weights for "
              + config.relations());
    }
    int symbols = config.vocabulary() - TrmConfig.FIRST_SYMBOL;
    if (shape.cells() > config.sequenceLength() || shape.symbols() > symbols) {
      throw new IllegalArgumentException(
          "the puzzle has "
              + shape.cells()
              + " cells and "
              + shape.symbols()
              + " symbols; the model takes at most "
              + config.sequenceLength()
              + " and "
              + symbols);
    }
  }

  /**
   * @throws IllegalArgumentException if a question does not fit the shape; names cell and token
   */
  public static void checkQuestion(CellGroups.Shape shape, int[] question) {
    if (question.length != shape.cells()) {
      throw new IllegalArgumentException(
          "question has "
              + question.length
              + " tokens; the puzzle has "
              + shape.cells()
              + " cells");
    }
    for (int cell = 0; cell < question.length; cell++) {
      if (question[cell] < BLANK || question[cell] > shape.symbols() + BLANK) {
        throw new IllegalArgumentException(
            "question has token "
                + question[cell]
                + " at "
                + cell
                + "; it must be 1 (blank) or 2 to "
                + (shape.symbols() + BLANK)
                + " (a symbol)");
      }
    }
  }

  /**
   * @throws IllegalArgumentException if an answer does not fit the shape; names cell and token
   */
  public static void checkAnswer(CellGroups.Shape shape, int[] answer) {
    if (answer.length != shape.cells()) {
      throw new IllegalArgumentException(
          "answer has " + answer.length + " tokens; the puzzle has " + shape.cells() + " cells");
    }
    for (int cell = 0; cell < answer.length; cell++) {
      boolean symbol = answer[cell] > BLANK && answer[cell] <= shape.symbols() + BLANK;
      if (!symbol && answer[cell] != IGNORED) {
        throw new IllegalArgumentException(
            "answer has token "
                + answer[cell]
                + " at "
                + cell
                + "; it must be 2 to "
                + (shape.symbols() + BLANK)
                + ", or -100 where the loss ignores it");
      }
    }
  }

  /**
   * Each node's kind: 0 its cell is blank, 1 its symbol is given, 2 another symbol is given.
   *
   * @param into takes N numbers from {@code at}
   */
  public static void kinds(int[] question, int symbols, long[] into, int at) {
    for (int cell = 0; cell < question.length; cell++) {
      int given = question[cell] - TrmConfig.FIRST_SYMBOL;
      for (int symbol = 0; symbol < symbols; symbol++) {
        into[at + cell * symbols + symbol] = given < 0 ? 0 : given == symbol ? 1 : 2;
      }
    }
  }

  /** An answer's token as a label: its symbol from 0, or −100. */
  public static long label(int token) {
    return token == IGNORED ? IGNORED : token - TrmConfig.FIRST_SYMBOL;
  }

  /** Writes 1 / √(members) where a cell is a group's member: (G, C), row by row from {@code at}. */
  static void pool(CellGroups groups, float[] into, int at) {
    int row = at;
    for (List<Group> relation : groups.relations()) {
      for (Group group : relation) {
        float share = (float) (1 / Math.sqrt(Math.max(1, group.members().size())));
        for (int cell : group.members()) {
          into[row + cell] = share;
        }
        row += groups.cells();
      }
    }
  }

  /** Writes 1 where a cell receives from a group: (C, G), row by row from {@code at}. */
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

  /** 1 in the channels of a group's relation: (G, A). */
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
