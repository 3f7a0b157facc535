package dev.trm.model.torchsave;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles operation by operation, including invalid ones. */
final class PickleText {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static PickleText begin() {
    return new PickleText().op(0x80).op(2);
  }

  PickleText op(int operation) {
    out.write(operation);
    return this;
  }

  PickleText ops(String operations) {
    operations.chars().forEach(out::write);
    return this;
  }

  PickleText number(int bytes, long value) {
    ByteBuffer number = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
    out.write(number.array(), 0, bytes);
    return this;
  }

  PickleText name(String module, String name) {
    return op('c').ops(module + "\n" + name + "\n");
  }

  PickleText text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    op('X').number(4, bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  /** An integer of up to 63 bits. */
  PickleText whole(long value) {
    return op(0x8a).op(8).number(8, value);
  }

  PickleText orderedDict() {
    return name("collections", "OrderedDict").ops(")R");
  }

  PickleText storage(String type, String key, long elements) {
    return op('(')
        .text("storage")
        .name("torch", type)
        .text(key)
        .text("cpu")
        .whole(elements)
        .ops("tQ");
  }

  PickleText numbers(long... values) {
    op('(');
    for (long value : values) {
      whole(value);
    }
    return op('t');
  }

  /** A float32 tensor that views the storage with that key. */
  PickleText tensor(String key, long elements, long offset, long[] shape, long[] strides) {
    return name("torch._utils", "_rebuild_tensor_v2")
        .op('(')
        .storage("FloatStorage", key, elements)
        .whole(offset)
        .numbers(shape)
        .numbers(strides)
        .op(0x89)
        .orderedDict()
        .ops("tR");
  }

  byte[] end() {
    return op('.').bytes();
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
