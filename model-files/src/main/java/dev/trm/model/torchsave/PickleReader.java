package dev.trm.model.torchsave;

import dev.trm.model.checkpoint.DamagedFileException;
import dev.trm.model.checkpoint.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the subset of pickle protocol 2 that {@code torch.save} uses for a dictionary of tensors.
 * Every operation takes at least a byte and creates at most one value, so the pickle's length and
 * {@link PickleStack}'s limit bound time and memory; nothing recurses. The operations' names are
 * those of Python's {@code pickletools}.
 */
final class PickleReader {
  private static final int LONGEST_TEXT = 4096;
  private static final int LONGEST_NAME = 256;
  private static final int MOST_DIMENSIONS = 16;

  private final ByteBuffer in;
  private final Map<String, Pickled.Storage> storages = new HashMap<>();
  private PickleStack stack = new PickleStack();

  /**
   * @param bytes read from their position on
   */
  PickleReader(ByteBuffer bytes) {
    this.in = bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** All storages referenced so far, by their keys. */
  Map<String, Pickled.Storage> storages() {
    return Collections.unmodifiableMap(storages);
  }

  /** Reads one pickle; the buffer's position is then behind it. */
  Pickled read() throws DamagedFileException {
    stack = new PickleStack();
    while (true) {
      int at = in.position();
      int operation = need(1).get() & 0xff;
      if (operation == '.') { // STOP
        return stack.last();
      }
      carryOut(operation, at);
    }
  }

  private void carryOut(int operation, int at) throws DamagedFileException {
    switch (operation) {
      case 0x80 -> protocol(need(1).get() & 0xff); // PROTO
      case 'c' -> stack.push(new Pickled.Named(TorchGlobal.find(line(), line()))); // GLOBAL
      case 'q' -> stack.remember(need(1).get() & 0xff); // BINPUT
      case 'r' -> stack.remember(need(4).getInt() & 0xffffffffL); // LONG_BINPUT
      case 'h' -> stack.recall(need(1).get() & 0xff); // BINGET
      case 'j' -> stack.recall(need(4).getInt() & 0xffffffffL); // LONG_BINGET
      case '(' -> stack.mark(); // MARK
      case ')' -> stack.push(new Pickled.Items(List.of())); // EMPTY_TUPLE
      case 't' -> stack.push(new Pickled.Items(List.copyOf(stack.popToMark()))); // TUPLE
      case 0x85 -> tuple(1); // TUPLE1
      case 0x86 -> tuple(2); // TUPLE2
      case 0x87 -> tuple(3); // TUPLE3
      case ']' -> stack.push(new Pickled.Items(new ArrayList<>(0))); // EMPTY_LIST
      case 'a' -> append(List.of(stack.pop())); // APPEND
      case 'e' -> append(stack.popToMark()); // APPENDS
      case '}' -> stack.push(new Pickled.Table(new LinkedHashMap<>(4))); // EMPTY_DICT
      case 's' -> setItem(); // SETITEM
      case 'u' -> setItems(stack.popToMark()); // SETITEMS
      case 'X' -> stack.push(new Pickled.Text(text(need(4).getInt()))); // BINUNICODE
      case 'J' -> stack.push(new Pickled.Whole(need(4).getInt())); // BININT
      case 'K' -> stack.push(new Pickled.Whole(need(1).get() & 0xff)); // BININT1
      case 'M' -> stack.push(new Pickled.Whole(need(2).getShort() & 0xffff)); // BININT2
      case 0x8a -> stack.push(new Pickled.Whole(longNumber())); // LONG1
      case 'G' -> real(); // BINFLOAT
      case 'N' -> stack.push(new Pickled.Nothing()); // NONE
      case 0x88 -> stack.push(new Pickled.Flag(true)); // NEWTRUE
      case 0x89 -> stack.push(new Pickled.Flag(false)); // NEWFALSE
      case 'Q' -> stack.push(storage(stack.pop())); // BINPERSID
      case 'R' -> reduce(); // REDUCE
      case 'b' -> build(); // BUILD
      default ->
          throw new DamagedFileException(
              String.format(
                  "its pickle has operation 0x%02x at byte %d, which tensors do not need",
                  operation, at));
    }
  }

  private static void protocol(int version) throws DamagedFileException {
    if (version != 2) {
      throw new DamagedFileException(
          "its pickle is of protocol " + version + "; torch.save writes 2");
    }
  }

  private void tuple(int size) throws DamagedFileException {
    Pickled[] values = new Pickled[size];
    for (int i = size - 1; i >= 0; i--) {
      values[i] = stack.pop();
    }
    stack.push(new Pickled.Items(List.of(values)));
  }

  private void append(List<Pickled> values) throws DamagedFileException {
    if (!(stack.top() instanceof Pickled.Items items) || !(items.values() instanceof ArrayList)) {
      throw new DamagedFileException("its pickle appends to a " + stack.top().kind());
    }
    items.values().addAll(values);
  }

  private void setItem() throws DamagedFileException {
    Pickled value = stack.pop();
    Pickled key = stack.pop();
    setItems(List.of(key, value));
  }

  private void setItems(List<Pickled> pairs) throws DamagedFileException {
    if (!(stack.top() instanceof Pickled.Table table)) {
      throw new DamagedFileException("its pickle puts entries into a " + stack.top().kind());
    }
    if (pairs.size() % 2 != 0) {
      throw new DamagedFileException("its pickle has a key without a value");
    }
    for (int i = 0; i < pairs.size(); i += 2) {
      Pickled key = pairs.get(i);
      if (!(key instanceof Pickled.Text) && !(key instanceof Pickled.Whole)) {
        throw new DamagedFileException("its pickle has a " + key.kind() + " as a key");
      }
      if (table.entries().put(key, pairs.get(i + 1)) != null) {
        throw new DamagedFileException("its pickle has the key " + said(key) + " twice");
      }
    }
  }

  private long longNumber() throws DamagedFileException {
    int length = need(1).get() & 0xff;
    if (length > Long.BYTES) {
      throw new DamagedFileException("its pickle has a number of " + length + " bytes");
    }
    byte[] bytes = new byte[length];
    need(length).get(bytes);
    long value = length == 0 ? 0 : bytes[length - 1] >> 7;
    for (int i = length - 1; i >= 0; i--) {
      value = value << 8 | bytes[i] & 0xff;
    }
    return value;
  }

  private void real() throws DamagedFileException {
    need(Double.BYTES).position(in.position() + Double.BYTES);
    stack.push(new Pickled.Real());
  }

  /** Recognises calls of only three functions, and executes none of them. */
  private void reduce() throws DamagedFileException {
    Pickled arguments = stack.pop();
    Pickled function = stack.pop();
    if (!(function instanceof Pickled.Named named) || !(arguments instanceof Pickled.Items items)) {
      throw new DamagedFileException("its pickle calls a " + function.kind());
    }
    switch (named.global()) {
      case ORDERED_DICT -> {
        expect(items.values().isEmpty(), "OrderedDict has arguments");
        stack.push(new Pickled.Table(new LinkedHashMap<>(4)));
      }
      case REBUILD_TENSOR -> stack.push(tensor(items.values()));
      case REBUILD_PARAMETER -> stack.push(parameter(items.values()));
      default -> throw new DamagedFileException("its pickle calls " + named.global());
    }
  }

  /** Ignores a dictionary's attributes, such as versions of modules. */
  private void build() throws DamagedFileException {
    Pickled state = stack.pop();
    if (!(state instanceof Pickled.Table) || !(stack.top() instanceof Pickled.Table)) {
      throw new DamagedFileException(
          "its pickle gives a " + stack.top().kind() + " the state " + state.kind());
    }
  }

  /** ("storage", type, key, location, number of elements), and in the old form a view: None. */
  private Pickled.Storage storage(Pickled id) throws DamagedFileException {
    if (id instanceof Pickled.Items items
        && (items.values().size() == 5
            || (items.values().size() == 6 && items.values().get(5) instanceof Pickled.Nothing))
        && items.values().get(0) instanceof Pickled.Text kind
        && kind.value().equals("storage")
        && items.values().get(1) instanceof Pickled.Named named
        && items.values().get(2) instanceof Pickled.Text key
        && items.values().get(3) instanceof Pickled.Text
        && items.values().get(4) instanceof Pickled.Whole elements) {
      HostTensor.Type type = named.global().storage();
      if (type == null) {
        throw new DamagedFileException("a storage is of the type " + named.global());
      }
      expect(elements.value() >= 0, "storage " + key.value() + " has " + elements.value());
      Pickled.Storage found = new Pickled.Storage(type, key.value(), elements.value());
      Pickled.Storage before = storages.putIfAbsent(key.value(), found);
      expect(
          before == null || before.equals(found),
          "storage " + key.value() + " is described in two ways");
      return found;
    }
    throw new DamagedFileException("its pickle has a reference that is no storage's");
  }

  /** (storage, offset, shape, strides, requires gradient, hooks: none). */
  private static Pickled.Tensor tensor(List<Pickled> arguments) throws DamagedFileException {
    if (arguments.size() == 6
        && arguments.get(0) instanceof Pickled.Storage storage
        && arguments.get(1) instanceof Pickled.Whole offset
        && arguments.get(2) instanceof Pickled.Items shape
        && arguments.get(3) instanceof Pickled.Items strides
        && arguments.get(4) instanceof Pickled.Flag
        && none(arguments.get(5))) {
      return new Pickled.Tensor(
          storage, offset.value(), numbers(shape.values()), numbers(strides.values()));
    }
    throw new DamagedFileException("its pickle rebuilds a tensor from other than a tensor has");
  }

  /** (tensor, requires gradient, hooks: none). */
  private static Pickled.Tensor parameter(List<Pickled> arguments) throws DamagedFileException {
    if (arguments.size() == 3
        && arguments.get(0) instanceof Pickled.Tensor tensor
        && arguments.get(1) instanceof Pickled.Flag
        && none(arguments.get(2))) {
      return tensor;
    }
    throw new DamagedFileException("its pickle rebuilds a parameter from other than a tensor");
  }

  private static boolean none(Pickled hooks) {
    return hooks instanceof Pickled.Nothing
        || (hooks instanceof Pickled.Table table && table.entries().isEmpty());
  }

  private static List<Long> numbers(List<Pickled> values) throws DamagedFileException {
    expect(values.size() <= MOST_DIMENSIONS, "a tensor has " + values.size() + " dimensions");
    List<Long> numbers = new ArrayList<>();
    for (Pickled value : values) {
      if (!(value instanceof Pickled.Whole whole)) {
        throw new DamagedFileException("its pickle has a " + value.kind() + " among sizes");
      }
      numbers.add(whole.value());
    }
    return List.copyOf(numbers);
  }

  private ByteBuffer need(int bytes) throws DamagedFileException {
    if (in.remaining() < bytes) {
      throw new DamagedFileException("its pickle ends in the middle, after " + in.limit());
    }
    return in;
  }

  private String text(int length) throws DamagedFileException {
    expect(
        length >= 0 && length <= LONGEST_TEXT,
        "its pickle has a text of " + Integer.toUnsignedString(length) + " bytes");
    byte[] bytes = new byte[length];
    need(length).get(bytes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException wrong) {
      throw new DamagedFileException("its pickle has a text that is not UTF-8", wrong);
    }
  }

  /** Printable ASCII up to the end of the line. */
  private String line() throws DamagedFileException {
    StringBuilder line = new StringBuilder();
    for (char next = (char) need(1).get(); next != '\n'; next = (char) need(1).get()) {
      expect(
          next > ' ' && next < 0x7f && line.length() < LONGEST_NAME,
          "its pickle has a name that is none: '" + line + "'…");
      line.append(next);
    }
    return line.toString();
  }

  private static String said(Pickled key) {
    if (key instanceof Pickled.Text text) {
      return "'" + text.value() + "'";
    }
    return key instanceof Pickled.Whole whole ? Long.toString(whole.value()) : key.kind();
  }

  private static void expect(boolean holds, String message) throws DamagedFileException {
    if (!holds) {
      throw new DamagedFileException(message);
    }
  }
}
