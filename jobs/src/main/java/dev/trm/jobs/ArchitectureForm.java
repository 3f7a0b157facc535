package dev.trm.jobs;

import java.util.List;
import java.util.Optional;

/** Reads what a request says of its network, strictly, and fills in the rest. */
final class ArchitectureForm {
  /** A field that a network with relations has no use for. */
  private record Foreign(String name, String why) {}

  private static final List<Foreign> NOT_OF_RELATIONS =
      List.of(
          new Foreign("positions", "it knows cells by their groups"),
          new Foreign("heads", "it has no attention"),
          new Foreign("expansion", "its SwiGLU is twice as wide as hidden"),
          new Foreign("swigluMultiple", "its SwiGLU is twice as wide as hidden"),
          new Foreign("prefix", "it has no puzzle embedding"));

  private ArchitectureForm() {}

  /**
   * The mixer, which decides what else there is.
   *
   * @throws InvalidFieldException if it is unknown or cannot learn from such data
   */
  static String mixer(JsonFields fields, DatasetSpec dataset) {
    String mixer =
        TrainSpec.choice(
            fields,
            "mixer",
            TrainDefaults.mixer(dataset),
            List.of(
                TrainDefaults.MLP,
                TrainDefaults.ATTENTION,
                TrainDefaults.RELATIONS,
                TrainDefaults.NEIGHBOURS));
    Optional<String> relational = dataset.relationalMixer();
    boolean suits = relational.filter(mixer::equals).isPresent();
    if (TrainDefaults.relational(mixer) && !suits) {
      throw fields.wrong(
          "mixer",
          "mixer is '"
              + mixer
              + "', which the puzzles of generator "
              + dataset.generator()
              + " have no relations for. Use mlp or attention"
              + relational.map(other -> " or " + other).orElse(""));
    }
    if (!suits && dataset.needsRelations()) {
      throw fields.wrong(
          "mixer",
          "mixer is '"
              + mixer
              + "', which takes puzzles of one size and one set of groups; generator "
              + dataset.generator()
              + " needs "
              + relational.orElseThrow());
    }
    return mixer;
  }

  /**
   * @throws InvalidFieldException for the first wrong field
   */
  static TrainSpec.Architecture parse(JsonFields fields, String mixer, TrainDefaults defaults) {
    TrainSpec.Architecture architecture =
        TrainDefaults.relational(mixer)
            ? relational(fields, mixer, defaults)
            : sequence(fields, mixer, defaults);
    fields.end();
    return architecture;
  }

  private static TrainSpec.Architecture relational(
      JsonFields fields, String mixer, TrainDefaults defaults) {
    for (Foreign each : NOT_OF_RELATIONS) {
      String name = each.name();
      if (fields.value(name) != null) {
        throw fields.wrong(
            name,
            name
                + " is "
                + Shown.of(String.valueOf(fields.value(name)))
                + "; a network with mixer "
                + mixer
                + " has none, as "
                + each.why());
      }
    }
    return new TrainSpec.Architecture(
        mixer,
        null,
        fields.integer("hidden", defaults.hidden(), 1, 1024),
        fields.integer("channels", mixer.equals(TrainDefaults.RELATIONS) ? 16 : 32, 1, 1024),
        null,
        fields.integer("layers", 2, 1, 32),
        null,
        null,
        fields.integer("latentSteps", defaults.latentSteps(), 1, 64),
        fields.integer("recursions", defaults.recursions(), 1, 64),
        fields.integer("maxCycles", defaults.maxCycles(), 1, 256),
        null);
  }

  private static TrainSpec.Architecture sequence(
      JsonFields fields, String mixer, TrainDefaults defaults) {
    if (fields.value("channels") != null) {
      throw fields.wrong(
          "channels",
          "channels is "
              + Shown.of(String.valueOf(fields.value("channels")))
              + "; only networks with mixer relations or neighbours have them, and this is "
              + mixer);
    }
    int hidden = fields.integer("hidden", defaults.hidden(), 1, 4096);
    int heads = fields.integer("heads", hidden % 32 == 0 ? hidden / 32 : 1, 1, 256);
    if (hidden % heads != 0) {
      throw fields.wrong(
          "heads", "heads is " + heads + "; it must divide hidden, which is " + hidden);
    }
    String positions =
        TrainSpec.choice(
            fields,
            "positions",
            mixer.equals(TrainDefaults.MLP) ? "none" : "rope",
            List.of("none", "rope", "learned"));
    if (positions.equals("rope")
        && mixer.equals(TrainDefaults.ATTENTION)
        && hidden / heads % 2 != 0) {
      throw fields.wrong(
          "heads",
          "heads is "
              + heads
              + "; rotary positions need an even hidden / heads, not "
              + hidden / heads);
    }
    return new TrainSpec.Architecture(
        mixer,
        positions,
        hidden,
        null,
        heads,
        fields.integer("layers", 2, 1, 32),
        fields.number("expansion", 2, 0.01, 16),
        fields.integer("swigluMultiple", defaults.swigluMultiple(), 1, 4096),
        fields.integer("latentSteps", defaults.latentSteps(), 1, 64),
        fields.integer("recursions", defaults.recursions(), 1, 64),
        fields.integer("maxCycles", defaults.maxCycles(), 1, 256),
        fields.integer("prefix", 1, defaults.leastPrefix(), 256));
  }
}
