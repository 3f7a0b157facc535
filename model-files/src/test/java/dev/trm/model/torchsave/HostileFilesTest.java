package dev.trm.model.torchsave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import dev.trm.model.checkpoint.DamagedFileException;
import dev.trm.model.checkpoint.StoredTensor;
import dev.trm.model.checkpoint.TensorFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A file's own claims are not trusted: nothing in it is executed, and it cannot cause large
 * allocations.
 */
class HostileFilesTest {
  /** The limits allow a pickle of 16 MiB and a view of 64 MiB; these files are far smaller. */
  private static final long MOST_ALLOCATED = 48L << 20;

  @TempDir Path folder;

  static Stream<Arguments> pickles() {
    return Stream.of(
        pickle("takes a value where there is none", p -> p.op('R')),
        pickle("calls a Text", p -> p.text("print").ops(")R")),
        pickle("asks for 'os.system'", p -> p.name("os", "system")),
        pickle("asks for 'builtins.eval'", p -> p.name("builtins", "eval")),
        pickle(
            "asks for 'torch._utils._rebuild_sparse_tensor'",
            p -> p.name("torch._utils", "_rebuild_sparse_tensor")),
        pickle("asks for 'torch.ShortStorage'", p -> p.storage("ShortStorage", "0", 1)),
        pickle("a name that is none", p -> p.name("os system", "x")),
        pickle("a name that is none", p -> p.name("a".repeat(300), "x")),
        pickle("operation 0x93", p -> p.text("os").text("system").op(0x93)), // STACK_GLOBAL
        pickle("operation 0x69", p -> p.op('i')), // INST
        pickle("operation 0x6f", p -> p.op('o')), // OBJ
        pickle("operation 0x81", p -> p.op(0x81)), // NEWOBJ
        pickle("operation 0x82", p -> p.op(0x82)), // EXT1
        pickle("operation 0x32", p -> p.op('2')), // DUP
        pickle("its pickle is of protocol 4", p -> p.op(0x80).op(4)),
        pickle("recalls memo 7, which it never set", p -> p.op('h').op(7)),
        pickle("recalls memo 4294967295", p -> p.op('j').number(4, -1)),
        pickle("looks at a value where there is none", p -> p.op('q').op(0)),
        pickle("takes a value where there is none", p -> p.text("a").op('(').op(0x85)),
        pickle("goes back to a mark where there is none", p -> p.op('t')),
        pickle("a text of 4294967295 bytes", p -> p.op('X').number(4, -1)),
        pickle("a text of 2147483647 bytes", p -> p.op('X').number(4, Integer.MAX_VALUE)),
        pickle("ends in the middle", p -> p.op('X').number(4, 4000)),
        pickle("a text that is not UTF-8", p -> p.op('X').number(4, 1).op(0xff)),
        pickle("a number of 255 bytes", p -> p.op(0x8a).op(255)),
        pickle("has the key 'a' twice", p -> p.op('}').text("a").ops("Ns").text("a").ops("Ns")),
        pickle("has a Items as a key", p -> p.ops("})Ns")),
        pickle("a key without a value", p -> p.op('}').op('(').text("a").op('u')),
        pickle("puts entries into a Text", p -> p.text("a").text("b").ops("Ns")),
        pickle("appends to a Items", p -> p.ops(")Na")),
        pickle("gives a Items the state Table", p -> p.ops("]}b")),
        pickle(
            "OrderedDict has arguments",
            p -> p.name("collections", "OrderedDict").text("a").op(0x85).op('R')),
        pickle("calls torch.FloatStorage", p -> p.name("torch", "FloatStorage").ops(")R")),
        pickle("a reference that is no storage's", p -> p.text("storage").op('Q')),
        pickle(
            "a storage is of the type collections.OrderedDict",
            p ->
                p.op('(')
                    .text("storage")
                    .name("collections", "OrderedDict")
                    .text("0")
                    .text("cpu")
                    .ops("K\1tQ")),
        pickle("storage 0 has -1", p -> p.storage("FloatStorage", "0", -1)),
        pickle(
            "described in two ways",
            p -> p.storage("FloatStorage", "0", 1).storage("LongStorage", "0", 1)),
        pickle(
            "rebuilds a tensor from other than a tensor has",
            p -> p.name("torch._utils", "_rebuild_tensor_v2").ops(")R")),
        pickle(
            "rebuilds a parameter from other than a tensor",
            p ->
                p.name("torch._utils", "_rebuild_parameter")
                    .text("a")
                    .op(0x88)
                    .op('N')
                    .op(0x87)
                    .op('R')),
        pickle("its content is a Text, not a dictionary", p -> p.text("a")),
        pickle("values left over", p -> p.text("a").text("b")),
        pickle("has 0 tensors", p -> p.op('}')),
        pickle("a Whole at a, not a tensor", p -> p.op('}').text("a").ops("K\1s")),
        pickle("a Table at a, not a tensor", p -> p.ops("}q\0").text("a").ops("h\0s")),
        tensor("too large", new long[] {Long.MAX_VALUE, 2}, new long[] {1, 1}, 0),
        tensor("too large", new long[] {1L << 40, 1L << 40}, new long[] {1L << 40, 1}, 0),
        tensor("too large", new long[] {2}, new long[] {Long.MAX_VALUE}, Long.MAX_VALUE),
        tensor("no number may be negative", new long[] {-1}, new long[] {1}, 0),
        tensor("no number may be negative", new long[] {2}, new long[] {-1}, 2),
        tensor("no number may be negative", new long[] {2}, new long[] {1}, -1),
        tensor("does not fit a storage of 6", new long[] {7}, new long[] {1}, 0),
        tensor("does not fit a storage of 6", new long[] {6}, new long[] {1}, 1),
        tensor("does not fit a storage of 6", new long[] {2}, new long[] {6}, 0),
        tensor("does not fit a storage of 6", new long[] {1 << 30}, new long[] {0}, 0),
        tensor("takes elements more than once", new long[] {6}, new long[] {0}, 0),
        tensor("both need as many numbers", new long[] {2, 3}, new long[] {1}, 0),
        tensor("a tensor has 17 dimensions", new long[17], new long[17], 0),
        arguments(
            "is said to be 1099511627776",
            ZipText.of(
                dictionary()
                    .tensor("0", 1L << 40, 0, new long[] {1L << 40}, new long[] {1})
                    .op('s')
                    .end(),
                TorchSaveTest.floats(6))),
        arguments(
            "missing",
            ZipText.of(
                dictionary().tensor("9", 6, 0, new long[] {6}, new long[] {1}).op('s').end())),
        arguments(
            "goes on after its end",
            ZipText.of(Arrays.copyOf(good(), good().length + 1), TorchSaveTest.floats(6))));
  }

  private static PickleText dictionary() {
    return PickleText.begin().orderedDict().text("a");
  }

  private static byte[] good() {
    return dictionary().tensor("0", 6, 0, new long[] {2, 3}, new long[] {3, 1}).op('s').end();
  }

  private static Arguments pickle(String reason, Function<PickleText, PickleText> write) {
    return arguments(
        reason, ZipText.of(write.apply(PickleText.begin()).end(), TorchSaveTest.floats(6)));
  }

  private static Arguments tensor(String reason, long[] shape, long[] strides, long offset) {
    return arguments(
        reason,
        ZipText.of(
            dictionary().tensor("0", 6, offset, shape, strides).op('s').end(),
            TorchSaveTest.floats(6)));
  }

  @ParameterizedTest
  @MethodSource("pickles")
  void pickleThatIsNoDictionaryOfTensorsIsRefused(String reason, ZipText zip) throws IOException {
    refused(zip.end(), reason);
  }

  static Stream<Arguments> zips() {
    ZipText doubled = ZipText.of(good(), TorchSaveTest.floats(6)).add("t/data/0", new byte[24]);
    ZipText compressed = ZipText.of(good());
    compressed.list(
        new ZipText.Entry("t/data/0", 8, 0, 24, compressed.local("t/data/0", new byte[24]), 0));
    ZipText encrypted = ZipText.of(good());
    encrypted.list(
        new ZipText.Entry("t/data/0", 0, 1, 24, encrypted.local("t/data/0", new byte[24]), 0));
    ZipText endless = ZipText.of(good());
    endless.list(
        new ZipText.Entry(
            "t/data/0", 0, 0, 0xfffffffeL, endless.local("t/data/0", new byte[24]), 0));
    ZipText hollow = ZipText.of(good());
    hollow.list(
        new ZipText.Entry(
            "t/data/0", 0, 0, 0xffffffffL, hollow.local("t/data/0", new byte[24]), 0));
    ZipText elsewhere = ZipText.of(good(), TorchSaveTest.floats(6));
    elsewhere.list(new ZipText.Entry("t/data/1", 0, 0, 24, 0x7fffffff, 0));
    ZipText disguised = ZipText.of(good(), TorchSaveTest.floats(6));
    disguised.list(new ZipText.Entry("t/data/1", 0, 0, 24, disguised.last().header(), 0));
    ZipText overlapping = ZipText.of(good());
    byte[] inner = new byte[100];
    long outer = overlapping.local("t/data/0", inner);
    overlapping.list(new ZipText.Entry("t/data/0", 0, 0, 100 + 38 + 24, outer, 0));
    overlapping.list(
        new ZipText.Entry("t/data/1", 0, 0, 24, overlapping.local("t/data/1", new byte[24]), 0));
    ZipText altered = ZipText.of(good());
    altered.list(
        new ZipText.Entry("t/data/0", 0, 0, 24, altered.local("t/data/0", new byte[24]), 7));
    return Stream.of(
        arguments("has t/data/0 twice", doubled.end()),
        arguments("t/data/0 is compressed (method 8)", compressed.end()),
        arguments("t/data/0 is encrypted", encrypted.end()),
        arguments("t/data/0 is said to have 4294967294 bytes", endless.end()),
        arguments("t/data/0 has no sizes in its zip64 field", hollow.end()),
        arguments("t/data/1 is not at 2147483647", elsewhere.end()),
        arguments("t/data/1 is not at ", disguised.end()),
        arguments("lies over the entry before it", overlapping.end()),
        arguments("t/data/0 is damaged: its checksum is", altered.end()),
        arguments(
            "leads elsewhere: '../../etc/passwd'",
            ZipText.of(good()).add("../../etc/passwd", new byte[1]).end()),
        arguments(
            "leads elsewhere: '/etc/passwd'",
            ZipText.of(good()).add("/etc/passwd", new byte[1]).end()),
        arguments(
            "leads elsewhere: 't\\data'", ZipText.of(good()).add("t\\data", new byte[1]).end()),
        arguments("leads elsewhere: 't?x'", ZipText.of(good()).add("t\nx", new byte[1]).end()),
        arguments("2 entries NAME/data.pkl", ZipText.of(good()).add("u/data.pkl", good()).end()),
        arguments("0 entries NAME/data.pkl", new ZipText().add("t/data", good()).end()),
        arguments(
            "its byte order is 'big'",
            ZipText.of(good(), TorchSaveTest.floats(6))
                .add("t/byteorder", new byte[] {'b', 'i', 'g'})
                .end()),
        arguments("its directory breaks off", local().end(0, 40, 9)),
        arguments("at most 50000 are read", local().end(0, 40, 60_000)),
        arguments("its directory is said to lie at", local().end(1 << 30, 40, 1)),
        arguments("its directory is said to lie at", local().end(0, 1 << 30, 1)),
        arguments("its zip64 directory is missing", local().end(-1, 40, 1)));
  }

  private static ZipText local() {
    ZipText zip = new ZipText();
    zip.local("t/data.pkl", new byte[100]);
    return zip;
  }

  @ParameterizedTest
  @MethodSource("zips")
  void zipThatIsNotAsTorchWritesItIsRefused(String reason, byte[] zip) throws IOException {
    refused(zip, reason);
  }

  @Test
  void pickleThatMakesValuesWithoutEndIsStopped() throws IOException {
    byte[] lists = new byte[8 << 20];
    Arrays.fill(lists, (byte) ']');
    byte[] marks = new byte[8 << 20];
    Arrays.fill(marks, (byte) '(');

    refused(ZipText.of(lists).end(), "more than 300000 values");
    refused(ZipText.of(marks).end(), "more than 300000 values");
  }

  /**
   * A dictionary in a list that contains itself, and lists nested a hundred thousand deep: nothing
   * recurses.
   */
  @Test
  void nestingAndCirclesAreHarmless() throws IOException {
    PickleText deep = PickleText.begin();
    for (int i = 0; i < 100_000; i++) {
      deep.op(']');
    }
    for (int i = 0; i < 99_999; i++) {
      deep.op('a');
    }
    refused(ZipText.of(deep.end()).end(), "its content is a Items");

    byte[] circle = PickleText.begin().ops("}q\0").text("model").ops("h\0s").end();
    refused(ZipText.of(circle).end(), "a Table at model, not a tensor");
  }

  @Test
  void manyViewsOfOneStorageDoNotMakeALargeFile() throws IOException {
    PickleText pickle = PickleText.begin().orderedDict();
    for (int i = 0; i < 50; i++) {
      pickle.text("t" + i).tensor("0", 10_000, 0, new long[] {10_000}, new long[] {1}).op('s');
    }

    refused(ZipText.of(pickle.end(), new byte[40_000]).end(), "bytes together, the file");
  }

  @Test
  void moreTensorsThanAnyModelHasAreRefused() throws IOException {
    PickleText pickle = PickleText.begin().orderedDict();
    pickle.text("0").tensor("0", 6, 0, new long[] {0}, new long[] {1}).ops("q\1s");
    for (int i = 1; i <= 10_000; i++) {
      pickle.text("" + i).ops("h\1s");
    }

    refused(ZipText.of(pickle.end(), new byte[24]).end(), "its dictionary has 10001 tensors");
  }

  /** The file is sparse, so the test needs no disk space for it. */
  @Test
  void viewScatteredOverMoreThanMemoryIsRefused() throws IOException {
    long elements = 1L << 29;
    byte[] pickle =
        dictionary()
            .tensor("0", elements, 0, new long[] {2, 2}, new long[] {1, elements / 2})
            .op('s')
            .end();
    Path file = folder.resolve("sparse.pt");
    PickleText rest = new PickleText();
    for (byte each : HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa850192e")) {
      rest.op(each & 0xff);
    }
    rest.op(0x80).op(2).op('M').number(2, 1001).op('.');
    rest.op(0x80).op(2).op('}').text("little_endian").op(0x88).ops("s.");
    for (byte each : pickle) {
      rest.op(each & 0xff);
    }
    rest.op(0x80).op(2).op(']').text("0").ops("a.").number(8, elements);
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap(rest.bytes()));
      out.write(ByteBuffer.allocate(1), out.position() + 4 * elements - 1);
    }

    assertThatThrownBy(() -> TorchSave.open(file))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("a view that is not row by row spans");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "all_bfloat16",
        "bfloat16_inits",
        "compiled_prefix",
        "hostile_reduce",
        "inner_prefix",
        "legacy_not_zip",
        "missing_key",
        "model_prefix",
        "nested_model",
        "strided_view",
        "truncated"
      })
  void mutatedFileIsRefusedWithAReasonOrHasValidTensors(String name) throws IOException {
    byte[] whole = Files.readAllBytes(TorchSaveTest.fixture(name));
    Random random = new Random(name.hashCode());
    int refused = 0;
    for (int i = 0; i < 150; i++) {
      byte[] mutated = i % 3 == 0 ? bytesChanged(whole, random) : structureChanged(whole, random);
      if (!loads(mutated)) {
        refused++;
      }
    }
    assertThat(refused).as("mutations that were found").isGreaterThan(60);
    assertThat(Path.of("EXECUTED")).doesNotExist();
  }

  /** Changes random bytes, most of them in headers. */
  private static byte[] bytesChanged(byte[] whole, Random random) {
    byte[] changed = whole.clone();
    for (int change = random.nextInt(3); change >= 0; change--) {
      int at =
          switch (random.nextInt(3)) {
            case 0 -> random.nextInt(Math.min(2000, whole.length));
            case 1 -> whole.length - 1 - random.nextInt(Math.min(1700, whole.length));
            default -> random.nextInt(whole.length);
          };
      changed[at] = (byte) random.nextInt(256);
    }
    return changed;
  }

  /**
   * Removes, duplicates or moves a region, or sets a number to an extreme; pickles get a valid
   * checksum.
   */
  private static byte[] structureChanged(byte[] whole, Random random) throws IOException {
    int start = indexOf(whole, "collections") - 3;
    int length = Math.min(1400, whole.length - start - 32);
    int at = start + random.nextInt(length);
    int size = 1 + random.nextInt(16);
    byte[] changed;
    switch (random.nextInt(4)) {
      case 0 -> {
        changed = Arrays.copyOf(whole, whole.length);
        System.arraycopy(whole, at + size, changed, at, size);
      }
      case 1 -> {
        changed = new byte[whole.length - size];
        System.arraycopy(whole, 0, changed, 0, at);
        System.arraycopy(whole, at + size, changed, at, whole.length - at - size);
      }
      case 2 -> {
        changed = whole.clone();
        ByteBuffer.wrap(changed)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(
                at, List.of(0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE).get(random.nextInt(4)));
      }
      default -> {
        changed = whole.clone();
        changed[at] = (byte) "().}]Rtuqhb0Q\u0085\u0086".charAt(random.nextInt(15));
      }
    }
    return checksummed(changed, start);
  }

  /** Corrects the directory's checksum, so that the checksum alone does not detect the change. */
  private static byte[] checksummed(byte[] file, int pickle) {
    int directory = indexOf(file, "PK\1\2");
    if (directory < 0) {
      return file;
    }
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int length = bytes.getInt(directory + 24);
    if (length > 0 && length < file.length - pickle + 2) {
      CRC32 crc = new CRC32();
      crc.update(file, pickle, Math.min(length, file.length - pickle));
      bytes.putInt(directory + 16, (int) crc.getValue());
    }
    return file;
  }

  private static int indexOf(byte[] file, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int at = 0; at <= file.length - wanted.length; at++) {
      if (Arrays.equals(file, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }

  /** Whether a file can be read completely; if not, checks that the error has a message. */
  private boolean loads(byte[] content) throws IOException {
    Path place = Files.write(folder.resolve("mutated.pt"), content);
    long before = allocated();
    boolean loads;
    try (TensorFile file = TorchSave.open(place)) {
      long all = 0;
      for (StoredTensor tensor : file.tensors().values()) {
        all += tensor.read().bytes().remaining();
      }
      assertThat(all).isLessThanOrEqualTo(2L * content.length);
      loads = true;
    } catch (DamagedFileException reason) {
      assertThat(reason.getMessage()).isNotBlank();
      loads = false;
    }
    assertThat(allocated() - before).isLessThan(MOST_ALLOCATED);
    return loads;
  }

  private void refused(byte[] content, String reason) throws IOException {
    Path place = Files.write(folder.resolve("hostile.pt"), content);
    long before = allocated();

    assertThatThrownBy(() -> TorchSave.open(place))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining(reason);

    assertThat(allocated() - before).isLessThan(MOST_ALLOCATED + content.length);
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
