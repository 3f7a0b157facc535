package dev.trm.model.torchsave;

import dev.trm.model.checkpoint.Channels;
import dev.trm.model.checkpoint.DamagedFileException;
import dev.trm.model.checkpoint.StoredTensor;
import dev.trm.model.checkpoint.TensorFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the tensors in a file of {@code torch.save} that contains a dictionary of them, or a
 * dictionary with such a dictionary under {@code model}. Reads both formats: today's zip file, and
 * the sequence of pickles from before PyTorch 1.6.
 */
public final class TorchSave {
  private static final int LONGEST_PICKLE = 16 << 20;
  private static final int MOST_TENSORS = 10_000;
  private static final String NESTED = "model";
  private static final String PICKLE = "/data.pkl";

  /** The pickled magic number at the start of the old format. */
  private static final byte[] OLD_FORM = HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa850192e");

  private static final byte[] ZIP = {'P', 'K', 3, 4};

  private TorchSave() {}

  /** Whether a file begins like one of the two formats. */
  public static boolean begins(byte[] file) {
    return starts(file, ZIP) || starts(file, OLD_FORM);
  }

  private static boolean starts(byte[] file, byte[] with) {
    return file.length >= with.length && Arrays.equals(file, 0, with.length, with, 0, with.length);
  }

  /**
   * Opens a file and finds its tensors, which are not read yet.
   *
   * @throws DamagedFileException if it is damaged or contains anything but tensors; gives error and
   *     place
   */
  public static TensorFile open(Path path) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    try {
      ByteBuffer head = ByteBuffer.allocate((int) Math.min(OLD_FORM.length, file.size()));
      Channels.fill(file, head, 0);
      if (starts(head.array(), ZIP)) {
        return zip(file);
      }
      if (starts(head.array(), OLD_FORM)) {
        return oldForm(file);
      }
      throw new DamagedFileException("it does not begin as a file of torch.save does");
    } catch (IOException | RuntimeException failed) {
      file.close();
      throw failed;
    }
  }

  private static TensorFile zip(FileChannel file) throws IOException {
    StoredZip zip = StoredZip.open(file);
    List<StoredZip.Entry> pickles =
        zip.entries().values().stream().filter(TorchSave::isPickle).toList();
    if (pickles.size() != 1) {
      throw new DamagedFileException(
          "it has " + pickles.size() + " entries NAME/data.pkl; torch.save writes one");
    }
    StoredZip.Entry entry = pickles.get(0);
    String top = entry.name().substring(0, entry.name().length() - PICKLE.length());
    littleEndian(zip, top);
    ByteBuffer bytes = zip.read(entry, LONGEST_PICKLE);
    Pickled root = new PickleReader(bytes).read();
    if (bytes.hasRemaining()) {
      throw new DamagedFileException("its pickle goes on after its end");
    }
    Map<String, Pickled.Tensor> tensors = tensors(root);
    Map<String, Long> places = new HashMap<>();
    for (Pickled.Tensor tensor : tensors.values()) {
      Pickled.Storage storage = tensor.storage();
      StoredZip.Entry data = zip.entries().get(top + "/data/" + storage.key());
      if (data == null) {
        throw new DamagedFileException("storage " + storage.key() + " is missing");
      }
      if (data.length() % storage.type().size() != 0
          || data.length() / storage.type().size() != storage.elements()) {
        throw new DamagedFileException(
            data.name()
                + " has "
                + data.length()
                + " bytes, but is said to be "
                + storage.elements()
                + " of "
                + storage.type());
      }
      if (places.put(storage.key(), data.position()) == null) {
        zip.verify(data);
      }
    }
    return found(file, "torch.save, zip", tensors, places);
  }

  private static boolean isPickle(StoredZip.Entry entry) {
    return entry.name().endsWith(PICKLE)
        && entry.name().indexOf('/') == entry.name().lastIndexOf('/');
  }

  private static void littleEndian(StoredZip zip, String top) throws IOException {
    StoredZip.Entry order = zip.entries().get(top + "/byteorder");
    if (order != null) {
      String said = StandardCharsets.US_ASCII.decode(zip.read(order, 16)).toString();
      if (!said.equals("little")) {
        throw new DamagedFileException("its byte order is '" + said + "'; only little is read");
      }
    }
  }

  /** Magic number, version, system, dictionary and list of storages, then each storage's bytes. */
  private static TensorFile oldForm(FileChannel file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(LONGEST_PICKLE, file.size()));
    Channels.fill(file, bytes, 0);
    bytes.flip().position(OLD_FORM.length);
    PickleReader pickles = new PickleReader(bytes);
    if (!(pickles.read() instanceof Pickled.Whole version) || version.value() != 1001) {
      throw new DamagedFileException("its old form is of another version than 1001");
    }
    if (!(pickles.read() instanceof Pickled.Table system)
        || !(system.entries().get(new Pickled.Text("little_endian")) instanceof Pickled.Flag little)
        || !little.value()) {
      throw new DamagedFileException("its numbers are not little-endian");
    }
    Map<String, Pickled.Tensor> tensors = tensors(pickles.read());
    Map<String, Pickled.Storage> storages = Map.copyOf(pickles.storages());
    Map<String, Long> places = places(file, pickles.read(), bytes.position(), storages);
    return found(file, "torch.save, before PyTorch 1.6", tensors, places);
  }

  private static Map<String, Long> places(
      FileChannel file, Pickled keys, long start, Map<String, Pickled.Storage> storages)
      throws IOException {
    if (!(keys instanceof Pickled.Items items)) {
      throw new DamagedFileException("its list of storages is a " + keys.kind());
    }
    Map<String, Long> places = new HashMap<>();
    long at = start;
    for (Pickled each : items.values()) {
      Pickled.Storage storage = each instanceof Pickled.Text key ? storages.get(key.value()) : null;
      if (storage == null || places.containsKey(storage.key())) {
        throw new DamagedFileException("its list of storages has one that no tensor has, or twice");
      }
      ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      Channels.fill(file, count, at);
      at += Long.BYTES;
      if (count.getLong(0) != storage.elements()
          || storage.elements() > (file.size() - at) / storage.type().size()) {
        throw new DamagedFileException(
            "storage "
                + storage.key()
                + " has "
                + Long.toUnsignedString(count.getLong(0))
                + " elements, not "
                + storage.elements()
                + ", or more than the file");
      }
      places.put(storage.key(), at);
      at += storage.elements() * storage.type().size();
    }
    if (places.size() != storages.size() || at != file.size()) {
      throw new DamagedFileException(
          "it has "
              + places.size()
              + " of "
              + storages.size()
              + " storages and ends at "
              + file.size()
              + " instead of "
              + at);
    }
    return places;
  }

  /** The dictionary of tensors: the root, or its entry "model". */
  private static Map<String, Pickled.Tensor> tensors(Pickled root) throws DamagedFileException {
    if (!(root instanceof Pickled.Table table)) {
      throw new DamagedFileException("its content is a " + root.kind() + ", not a dictionary");
    }
    Pickled.Table named =
        table.entries().get(new Pickled.Text(NESTED)) instanceof Pickled.Table nested
            ? nested
            : table;
    Map<String, Pickled.Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<Pickled, Pickled> each : named.entries().entrySet()) {
      if (!(each.getKey() instanceof Pickled.Text name)
          || !(each.getValue() instanceof Pickled.Tensor tensor)) {
        String key = each.getKey() instanceof Pickled.Text text ? text.value() : "a number";
        throw new DamagedFileException(
            "its dictionary has a " + each.getValue().kind() + " at " + key + ", not a tensor");
      }
      tensors.put(name.value(), tensor);
    }
    if (tensors.isEmpty() || tensors.size() > MOST_TENSORS) {
      throw new DamagedFileException(
          "its dictionary has " + tensors.size() + " tensors; 1 to " + MOST_TENSORS + " are read");
    }
    return tensors;
  }

  private static TensorFile found(
      FileChannel file,
      String format,
      Map<String, Pickled.Tensor> tensors,
      Map<String, Long> places)
      throws IOException {
    Map<String, StoredTensor> found = new LinkedHashMap<>();
    long all = 0;
    for (Map.Entry<String, Pickled.Tensor> each : tensors.entrySet()) {
      Pickled.Tensor tensor = each.getValue();
      Pickled.Storage storage = tensor.storage();
      try {
        StoredTensor view =
            StoredTensor.view(
                file,
                storage.type(),
                tensor.shape(),
                tensor.strides(),
                tensor.offset(),
                places.getOrDefault(storage.key(), 0L),
                storage.elements());
        all += view.length();
        found.put(each.getKey(), view);
      } catch (DamagedFileException wrong) {
        throw new DamagedFileException(each.getKey() + ": " + wrong.getMessage(), wrong);
      }
    }
    // Tensors may share a storage, but a small file must not become a large one in that way.
    if (all > 2 * file.size()) {
      throw new DamagedFileException(
          "its tensors have " + all + " bytes together, the file " + file.size());
    }
    return new TensorFile(file, format, Map.of(), found);
  }
}
