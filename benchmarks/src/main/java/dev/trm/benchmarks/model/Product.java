package dev.trm.benchmarks.model;

import dev.trm.model.Mixer;
import dev.trm.model.TrmConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * A matrix product x·yᵀ.
 *
 * @param rows of x (rows, in)
 * @param out rows of y (out, in)
 * @param times number of these products in a call
 */
record Product(int rows, int in, int out, int times) {

  double flops() {
    return 2.0 * rows * in * out * times;
  }

  /**
   * The products with the layers' weights, which are nearly all of the work; without embeddings,
   * heads, attention scores and sums over groups.
   */
  static List<Product> of(TrmConfig config, int batch, Call call) {
    int recursion = config.latentSteps() + 1;
    int passes = config.recursions() * recursion;
    List<Product> products = new ArrayList<>();
    for (Product each : layer(config, batch)) {
      products.add(each.repeated(passes * config.layers()));
      if (call == Call.STEP) {
        // In the last recursion also the gradients of the input and of the weights.
        int times = recursion * config.layers();
        products.add(new Product(each.rows, each.out, each.in, times));
        products.add(new Product(each.out, each.rows, each.in, times));
      }
    }
    return products;
  }

  private static List<Product> layer(TrmConfig config, int batch) {
    int hidden = config.hidden();
    int over = config.swigluWidth(hidden);
    int rows = batch * (config.mixer() == Mixer.RELATIONS ? nodes(config) : config.length());
    List<Product> products = new ArrayList<>();
    if (config.mixer() == Mixer.MLP) {
      int mixed = config.swigluWidth(config.length());
      products.add(new Product(batch * hidden, config.length(), 2 * mixed, 1));
      products.add(new Product(batch * hidden, mixed, config.length(), 1));
    } else if (config.mixer() == Mixer.RELATIONS) {
      products.add(new Product(rows, hidden, (config.relations() + 1) * config.channels(), 1));
      products.add(new Product(rows, hidden, hidden, 1));
    } else {
      products.add(new Product(rows, hidden, 3 * hidden, 1));
      products.add(new Product(rows, hidden, hidden, 1));
    }
    products.add(new Product(rows, hidden, 2 * over, 1));
    products.add(new Product(rows, over, hidden, 1));
    return products;
  }

  private static int nodes(TrmConfig config) {
    return config.sequenceLength() * (config.vocabulary() - TrmConfig.FIRST_SYMBOL);
  }

  private Product repeated(int by) {
    return new Product(rows, in, out, times * by);
  }
}
