package dev.trm.benchmarks.model;

import dev.trm.benchmarks.measure.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A product whose columns leave a partial block of a kernel, with its times: plain, packed, and
 * packed with additional columns that fill the block. Some processors' kernels are wrong in such
 * columns.
 *
 * @param plain milliseconds
 * @param packed milliseconds by number of columns, its own number first
 */
record PartialBlock(int rows, int in, int out, Spread plain, Map<Integer, Spread> packed) {
  private static final List<Integer> BLOCKS = List.of(16, 32, 64);

  PartialBlock {
    packed = new TreeMap<>(packed);
  }

  /** The products of a call that leave a partial block. */
  static List<PartialBlock> of(List<Product> products, Peak peak, int rounds) {
    List<PartialBlock> all = new ArrayList<>();
    for (Product each : products) {
      if (BLOCKS.stream().anyMatch(block -> each.out() % block != 0)) {
        all.add(of(each, peak, rounds));
      }
    }
    return all;
  }

  private static PartialBlock of(Product product, Peak peak, int rounds) {
    TreeSet<Integer> widths = new TreeSet<>(List.of(product.out()));
    BLOCKS.forEach(block -> widths.add((product.out() + block - 1) / block * block));
    List<Double> plain = new ArrayList<>();
    Map<Integer, List<Double>> packed = new TreeMap<>();
    for (int round = 0; round < rounds; round++) {
      for (int width : widths) {
        double[] millis = peak.millis(product.rows(), product.in(), width);
        if (width == product.out()) {
          plain.add(millis[0]);
        }
        packed.computeIfAbsent(width, absent -> new ArrayList<>()).add(millis[1]);
      }
    }
    Map<Integer, Spread> spreads = new TreeMap<>();
    packed.forEach((width, millis) -> spreads.put(width, Spread.of(millis)));
    return new PartialBlock(product.rows(), product.in(), product.out(), Spread.of(plain), spreads);
  }

  String text() {
    StringBuilder text =
        new StringBuilder(
            String.format(Locale.ROOT, "%d x %d x %d: plain %s", rows, in, out, millis(plain)));
    packed.forEach(
        (width, spread) ->
            text.append(
                String.format(Locale.ROOT, ", packed with %d columns %s", width, millis(spread))));
    return text.append(" ms").toString();
  }

  private static String millis(Spread spread) {
    return String.format(
        Locale.ROOT, "%.3f (%.3f-%.3f)", spread.median(), spread.least(), spread.most());
  }
}
