package dev.trm.model.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.SearchPolicy;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.DamagedFileException;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import dev.trm.model.checkpoint.TestWeights;
import dev.trm.model.checkpoint.TrmWeights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceCheckpointTest {
  /** The MLP that the paper trains on Sudoku, smaller: 97 positions, 16 of them the puzzle's. */
  private static final TrmConfig MLP =
      new TrmConfig(
          11, 81, 64, 1, 2, 4, 256, 6, 3, 16, 16, 64, 1, Mixer.MLP, Positions.NONE, 10000, 1e-5);

  private static final TrmConfig ATTENTION =
      new TrmConfig(
          12,
          9,
          128,
          2,
          3,
          4,
          256,
          6,
          3,
          16,
          4,
          512,
          7,
          Mixer.ATTENTION,
          Positions.ROPE,
          10000,
          1e-5);

  private static final TrmConfig LEARNED =
      new TrmConfig(
          6,
          9,
          64,
          1,
          1,
          2,
          32,
          6,
          3,
          16,
          2,
          70,
          3,
          Mixer.ATTENTION,
          Positions.LEARNED,
          10000,
          1e-5);

  private static final TrmConfig WITHOUT_PUZZLES =
      new TrmConfig(
          6, 16, 64, 1, 1, 2, 32, 6, 3, 16, 0, 0, 1, Mixer.MLP, Positions.NONE, 10000, 1e-5);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "inner.", "model.inner.", "_orig_mod.model.inner."})
  void shapesOfAnMlpAndItsCellsTellEverything(String prefix) throws Exception {
    try (ReferenceCheckpoint read = open(foreign(MLP, prefix), cells(81, null))) {
      assertThat(read.config()).isEqualTo(MLP);
      assertThat(read.prefix()).isEqualTo(prefix);
      assertThat(sources(read))
          .containsEntry("hidden", Found.Source.SHAPE)
          .containsEntry("prefix", Found.Source.SHAPE)
          .containsEntry("sequenceLength", Found.Source.GIVEN)
          .containsEntry("latentSteps", Found.Source.ASSUMED);
    }
  }

  @Test
  void prefixAloneTellsTheCellsToo() throws Exception {
    try (ReferenceCheckpoint read = open(foreign(MLP, ""), cells(null, 16))) {
      assertThat(read.config()).isEqualTo(MLP);
    }
    try (ReferenceCheckpoint read = open(foreign(LEARNED, ""), cells(null, 2))) {
      assertThat(read.config()).isEqualTo(LEARNED);
    }
    try (ReferenceCheckpoint read = open(foreign(WITHOUT_PUZZLES, ""), ImportOptions.NONE)) {
      assertThat(read.config()).isEqualTo(WITHOUT_PUZZLES);
    }
  }

  @Test
  void headsOfTheUsualSizeAreAssumedAndSaidToBe() throws Exception {
    try (ReferenceCheckpoint read = open(foreign(ATTENTION, ""), cells(9, 4))) {
      assertThat(read.config()).isEqualTo(ATTENTION);
      assertThat(read.found())
          .contains(
              new Found(
                  "heads",
                  "2",
                  Found.Source.ASSUMED,
                  "no shape tells; heads of size 64, as in the published models"));
    }
  }

  @Test
  void whatShapesDoNotTellIsAskedForByName() throws Exception {
    asks("sequenceLength", foreign(MLP, ""), ImportOptions.NONE);
    asks("sequenceLength", foreign(ATTENTION, ""), ImportOptions.NONE);
    asks("prefix", foreign(ATTENTION, ""), cells(9, null));
    TrmConfig narrow =
        new TrmConfig(
            6,
            9,
            32,
            4,
            1,
            4,
            256,
            6,
            3,
            16,
            2,
            32,
            3,
            Mixer.ATTENTION,
            Positions.ROPE,
            10000,
            1e-5);
    asks("heads", foreign(narrow, ""), cells(9, 2));
  }

  @Test
  void optionsThatContradictShapesAreNamed() throws Exception {
    asks("sequenceLength", foreign(MLP, ""), cells(98, null));
    asks("sequenceLength", foreign(MLP, ""), cells(81, 15));
    asks("prefix", foreign(MLP, ""), cells(null, 97));
    asks("prefix", foreign(WITHOUT_PUZZLES, ""), cells(null, 16));
    asks("heads", foreign(MLP, ""), heads(8, 81, 16));
    asks("heads", foreign(ATTENTION, ""), heads(3, 9, 4));
    asks("positions", foreign(LEARNED, ""), positions(Positions.ROPE, 9));
    asks("positions", foreign(MLP, ""), positions(Positions.LEARNED, 81));
    asks(
        "vocabulary",
        foreign(MLP, ""),
        new ImportOptions(null, 81, 12, null, null, null, null, null));
  }

  @Test
  void fileOfOursTellsAllByItself() throws Exception {
    Path file = folder.resolve("ours.safetensors");
    TestWeights.of(ATTENTION, 1).write(file);

    try (ReferenceCheckpoint read = open(file, ImportOptions.NONE)) {
      assertThat(read.config()).isEqualTo(ATTENTION);
      assertThat(sources(read)).containsEntry("heads", Found.Source.FILE);
    }
    asks("heads", file, heads(4, 9, 4));
  }

  @Test
  void fileOfOursWithRelationsKeepsItsSearchAndTakesPuzzlesOfSmallerSizes() throws Exception {
    TrmConfig relations = TrmConfig.grouped(Mixer.RELATIONS, 81, 11, 4, 2, 3, 1, 1, 1, 4);
    SearchPolicy search = new SearchPolicy(SearchPolicy.Variation.RANDOM_START, 0.5);
    Path file = folder.resolve("ours.safetensors");
    TestWeights.of(relations, 1).withSearch(search).write(file);
    Path to = folder.resolve("imported.safetensors");

    try (ReferenceCheckpoint read = open(file, cells(16, null))) {
      read.write(to);
    }

    assertThat(TrmWeights.read(to).config()).isEqualTo(relations);
    assertThat(TrmWeights.read(to).search()).isEqualTo(search);
    asks("sequenceLength", file, cells(256, null));
  }

  @Test
  void importedWeightsAreTheFilesOwn() throws Exception {
    Path to = folder.resolve("imported.safetensors");
    try (ReferenceCheckpoint read = open(fixture("compiled_prefix"), heads(4, 16, 2))) {
      read.write(to);
    }

    TrmWeights weights = TrmWeights.read(to);
    Map<String, HostTensor> golden =
        Safetensors.read(
                Path.of("../shared-model/src/test/resources/golden/attention_rope.safetensors"))
            .tensors();
    assertThat(weights.config().heads()).isEqualTo(4);
    weights
        .tensors()
        .forEach(
            (key, tensor) -> {
              HostTensor expected = golden.get("weights.inner." + key);
              assertThat(expected).isNotNull();
              assertThat(tensor.bytes()).as(key).isEqualTo(expected.bytes());
            });
  }

  @Test
  void bfloat16StaysAndHalvesBecomeFloats() throws Exception {
    Path to = folder.resolve("imported.safetensors");
    try (ReferenceCheckpoint read = open(fixture("all_bfloat16"), heads(4, 16, 2))) {
      read.write(to);
    }
    assertThat(TrmWeights.read(to).tensor("H_init").type()).isEqualTo(HostTensor.Type.BF16);

    Map<String, HostTensor> tensors = new LinkedHashMap<>(TestWeights.of(MLP, 1).tensors());
    ByteBuffer halves = ByteBuffer.allocate(128);
    while (halves.hasRemaining()) {
      halves.put((byte) 0).put((byte) 0x3e); // 1.5
    }
    tensors.put("H_init", new HostTensor(HostTensor.Type.F16, List.of(64L), halves.flip()));
    Path file = folder.resolve("halves.safetensors");
    new Safetensors(Map.of(), tensors).write(file);
    try (ReferenceCheckpoint read = open(file, cells(81, null))) {
      read.write(to);
    }
    assertThat(TrmWeights.read(to).tensor("H_init").type()).isEqualTo(HostTensor.Type.F32);
    assertThat(TrmWeights.read(to).tensor("H_init").doubles()).containsOnly(1.5);
  }

  @Test
  void missingAndMisshapenAndForeignTensorsAreNamed() throws Exception {
    refused(
        fixture("missing_key"), heads(4, 16, 2), "tensor L_level.layers.1.mlp.down_proj.weight");
    refused(altered("lm_head.weight", null), cells(81, null), "tensor lm_head.weight is missing");
    refused(
        altered("lm_head.weight", floats(12, 64)),
        cells(81, null),
        "tensor lm_head.weight has shape [12, 64]; the configuration asks for [11, 64]");
    refused(altered("H_init", floats(8, 8)), cells(81, null), "tensor H_init has shape [8, 8]");
    refused(
        altered("H_level.layers.0.x", floats(1)),
        cells(81, null),
        "tensor H_level.layers.0.x belong to no network of this kind");
    refused(
        altered(
            "q_head.bias",
            new HostTensor(HostTensor.Type.I32, List.of(2L), ByteBuffer.allocate(8))),
        cells(81, null),
        "tensor q_head.bias is of I32");
    refused(altered("H_init", null), cells(81, null), "it has 0 tensors H_init");
    refused(altered("inner.H_init", floats(64)), cells(81, null), "it has 2 tensors H_init");
  }

  private Path altered(String key, @Nullable HostTensor tensor) throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>(TestWeights.of(MLP, 1).tensors());
    if (tensor == null) {
      tensors.remove(key);
    } else {
      tensors.put(key, tensor);
    }
    Path file = folder.resolve("altered.safetensors");
    new Safetensors(Map.of(), tensors).write(file);
    return file;
  }

  private static HostTensor floats(long... shape) {
    long elements = 1;
    for (long extent : shape) {
      elements *= extent;
    }
    return new HostTensor(
        HostTensor.Type.F32,
        LongStream.of(shape).boxed().toList(),
        ByteBuffer.allocate((int) (4 * elements)));
  }

  /** Writes a checkpoint like other programs: without a configuration, with keys under a prefix. */
  private Path foreign(TrmConfig config, String prefix) throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    TestWeights.of(config, 1)
        .tensors()
        .forEach(
            (key, tensor) -> {
              if (tensor.elements() > 0) {
                tensors.put(prefix + key, tensor);
              }
            });
    Path file = folder.resolve("foreign.safetensors");
    new Safetensors(Map.of("format", "pt"), tensors).write(file);
    return file;
  }

  private static ReferenceCheckpoint open(Path file, ImportOptions options) throws Exception {
    return ReferenceCheckpoint.open(file, options);
  }

  private static void asks(String option, Path file, ImportOptions options) {
    assertThatThrownBy(() -> ReferenceCheckpoint.open(file, options))
        .isInstanceOfSatisfying(
            ImportOptionException.class, e -> assertThat(e.option()).isEqualTo(option))
        .hasMessageStartingWith(option + " is ");
  }

  private static void refused(Path file, ImportOptions options, String reason) {
    assertThatThrownBy(() -> ReferenceCheckpoint.open(file, options))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining(reason);
  }

  private static Map<String, Found.Source> sources(ReferenceCheckpoint read) {
    Map<String, Found.Source> sources = new LinkedHashMap<>();
    read.found().forEach(each -> sources.put(each.name(), each.source()));
    return sources;
  }

  private static ImportOptions cells(@Nullable Integer cells, @Nullable Integer prefix) {
    return new ImportOptions(null, cells, null, prefix, null, null, null, null);
  }

  private static ImportOptions heads(int heads, int cells, int prefix) {
    return new ImportOptions(heads, cells, null, prefix, null, null, null, null);
  }

  private static ImportOptions positions(Positions positions, int cells) {
    return new ImportOptions(null, cells, null, null, null, null, null, positions);
  }

  private static Path fixture(String name) {
    return Path.of("src/test/resources/torchsave", name + ".pt");
  }
}
