package dev.trm.model.relations;

import dev.trm.model.CellGroups;
import dev.trm.model.CellGroups.Group;
import dev.trm.model.Mixer;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.TrmWeights;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The test oracle for a network that takes groups, for one puzzle, written from its formulas in
 * plain loops and float64. A field is (N, d), flat; a node is cell · K + symbol, or the cell where
 * K is 1.
 */
final class SlowRelations {

  private final TrmConfig config;
  private final CellGroups groups;
  private final Map<String, double[]> weights = new HashMap<>();
  private final double[] fixedAnswer;
  private final double[] fixedLatent;
  private final int d;
  private final int nodes;
  private final int symbols;

  SlowRelations(TrmWeights model, CellGroups groups) {
    this.config = model.config();
    this.groups = groups;
    config
        .parameters()
        .forEach(each -> weights.put(each.key(), model.tensor(each.key()).doubles()));
    fixedAnswer = model.tensor(TrmWeights.H_INIT).doubles();
    fixedLatent = model.tensor(TrmWeights.L_INIT).doubles();
    d = config.hidden();
    symbols = groups.symbols();
    nodes = groups.cells() * symbols;
  }

  record State(double[] answer, double[] latent) {}

  State start() {
    return new State(everywhere(fixedAnswer), everywhere(fixedLatent));
  }

  private double[] everywhere(double[] vector) {
    double[] field = new double[nodes * d];
    for (int i = 0; i < field.length; i++) {
      field[i] = vector[i % d];
    }
    return field;
  }

  /** The mutable numbers of a weight. */
  double[] weight(String key) {
    return Objects.requireNonNull(weights.get(key), key);
  }

  State recursion(State from, int[] question) {
    double[] asked = sum(from.answer, question(question));
    double[] z = from.latent;
    for (int step = 0; step < config.latentSteps(); step++) {
      z = pass(z, asked);
    }
    return new State(pass(from.answer, z), z);
  }

  State cycle(State from, int[] question) {
    State state = from;
    for (int recursion = 0; recursion < config.recursions(); recursion++) {
      state = recursion(state, question);
    }
    return state;
  }

  /** Whether the nodes are the cells. */
  private boolean cells() {
    return config.mixer() == Mixer.NEIGHBOURS;
  }

  private double[] question(int[] tokens) {
    double[] vectors = weight("embed_nodes.embedding_weight");
    double[] field = new double[nodes * d];
    for (int node = 0; node < nodes; node++) {
      int token = tokens[node / symbols];
      int kind = cells() ? token - 1 : token == 1 ? 0 : token - 2 == node % symbols ? 1 : 2;
      System.arraycopy(vectors, kind * d, field, node * d, d);
    }
    return field;
  }

  private double[] pass(double[] hidden, double[] injection) {
    double[] h = sum(hidden, injection);
    for (int layer = 0; layer < config.layers(); layer++) {
      h = layer(h, "L_level.layers." + layer + ".");
    }
    return h;
  }

  private double[] layer(double[] h, String at) {
    int e = config.channels();
    int all = (config.relations() + 1) * e;
    double[] v = product(h, d, weight(at + "relations.values.weight"), all);
    for (int i = 0; i < v.length; i++) {
      v[i] = silu(v[i]);
    }
    double[] m = sum(h, product(h, d, weight(at + "relations.own.weight"), d));
    for (int relation = 0; relation < config.relations(); relation++) {
      for (Group group : groups.relations().get(relation)) {
        for (int symbol = 0; symbol < symbols; symbol++) {
          int one = symbol;
          hear(
              m,
              v,
              group.members().stream().map(cell -> cell * symbols + one).toList(),
              group.receivers().stream().map(cell -> cell * symbols + one).toList(),
              scale(group),
              relation,
              at);
        }
      }
    }
    for (int cell = 0; cell < groups.cells(); cell++) {
      Integer[] same = new Integer[symbols];
      for (int symbol = 0; symbol < symbols; symbol++) {
        same[symbol] = cell * symbols + symbol;
      }
      hear(m, v, List.of(same), List.of(same), 1 / Math.sqrt(symbols), config.relations(), at);
    }
    double[] middle = rms(m);
    int wide = config.swigluWidth(d);
    double[] both = product(middle, d, weight(at + "mlp.gate_up_proj.weight"), 2 * wide);
    double[] inner = new double[nodes * wide];
    for (int node = 0; node < nodes; node++) {
      for (int i = 0; i < wide; i++) {
        inner[node * wide + i] = silu(both[node * 2 * wide + i]) * both[node * 2 * wide + wide + i];
      }
    }
    return rms(sum(middle, product(inner, wide, weight(at + "mlp.down_proj.weight"), d)));
  }

  private double scale(Group group) {
    int size = group.members().size();
    return size == groups.cells() ? 1.0 / size : 1 / Math.sqrt(Math.max(1, size));
  }

  private void hear(
      double[] m,
      double[] v,
      List<Integer> members,
      List<Integer> receivers,
      double scale,
      int part,
      String at) {
    int e = config.channels();
    int all = (config.relations() + 1) * e;
    double[] out = weight(at + "relations.out.weight"); // a stack of (d, E)
    for (int row = 0; row < d; row++) {
      double told = 0;
      for (int channel = 0; channel < e; channel++) {
        double pooled = 0;
        for (int node : members) {
          pooled += v[node * all + part * e + channel];
        }
        told += out[(part * d + row) * e + channel] * pooled * scale;
      }
      for (int node : receivers) {
        m[node * d + row] += told;
      }
    }
  }

  private double[] product(double[] x, int in, double[] w, int out) {
    double[] y = new double[nodes * out];
    for (int node = 0; node < nodes; node++) {
      for (int row = 0; row < out; row++) {
        for (int i = 0; i < in; i++) {
          y[node * out + row] += w[row * in + i] * x[node * in + i];
        }
      }
    }
    return y;
  }

  private double[] rms(double[] x) {
    double[] y = new double[x.length];
    for (int node = 0; node < nodes; node++) {
      double square = 0;
      for (int i = 0; i < d; i++) {
        square += x[node * d + i] * x[node * d + i];
      }
      for (int i = 0; i < d; i++) {
        y[node * d + i] = x[node * d + i] / Math.sqrt(square / d + config.epsilon());
      }
    }
    return y;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = new double[a.length];
    Arrays.setAll(sum, i -> a[i] + b[i]);
    return sum;
  }

  private static double silu(double x) {
    return x / (1 + Math.exp(-x));
  }

  /** (C, symbols), flat. */
  double[] logits(double[] answer) {
    return product(answer, d, weight("lm_head.weight"), cells() ? config.vocabulary() - 2 : 1);
  }

  double halt(double[] answer) {
    double[] w = weight("q_head.weight");
    double logit = weight("q_head.bias")[0];
    for (int i = 0; i < d; i++) {
      double mean = 0;
      double most = Double.NEGATIVE_INFINITY;
      for (int node = 0; node < nodes; node++) {
        mean += answer[node * d + i] / nodes;
        most = Math.max(most, answer[node * d + i]);
      }
      logit += w[i] * mean + w[d + i] * most;
    }
    return logit;
  }

  /** The loss of a row whose labels are all symbols and that is not completely correct. */
  double loss(double[] answer, int[] labels, double smoothing) {
    double[] logits = logits(answer);
    int columns = cells() ? config.vocabulary() - 2 : symbols;
    double lm = 0;
    for (int cell = 0; cell < groups.cells(); cell++) {
      double total = 0;
      double logs = 0;
      double right = 0;
      for (int column = 0; column < columns; column++) {
        double x = logits[cell * columns + column];
        double s = x >= 0 ? x + 1 : 1 / (1 - x);
        total += s;
        logs += Math.log(s) / columns;
        right = column == labels[cell] - 2 ? Math.log(s) : right;
      }
      lm += Math.log(total) - (1 - smoothing) * right - smoothing * logs;
    }
    return lm / groups.cells() + 0.5 * Math.log1p(Math.exp(halt(answer)));
  }
}
