package dev.trm.model.torchsave;

import dev.trm.model.checkpoint.DamagedFileException;
import dev.trm.model.checkpoint.HostTensor;
import org.jspecify.annotations.Nullable;

/** The names that the pickle of a dictionary of tensors contains. No other name is accepted. */
enum TorchGlobal {
  ORDERED_DICT("collections.OrderedDict", null),
  REBUILD_TENSOR("torch._utils._rebuild_tensor_v2", null),
  REBUILD_PARAMETER("torch._utils._rebuild_parameter", null),
  FLOAT("torch.FloatStorage", HostTensor.Type.F32),
  DOUBLE("torch.DoubleStorage", HostTensor.Type.F64),
  HALF("torch.HalfStorage", HostTensor.Type.F16),
  BFLOAT16("torch.BFloat16Storage", HostTensor.Type.BF16),
  LONG("torch.LongStorage", HostTensor.Type.I64),
  INT("torch.IntStorage", HostTensor.Type.I32),
  BYTE("torch.ByteStorage", HostTensor.Type.U8),
  BOOL("torch.BoolStorage", HostTensor.Type.BOOL),
  UNTYPED("torch.storage.UntypedStorage", HostTensor.Type.U8);

  private final String name;
  private final HostTensor.@Nullable Type storage;

  TorchGlobal(String name, HostTensor.@Nullable Type storage) {
    this.name = name;
    this.storage = storage;
  }

  /** The type of a storage's elements; null if this is not a storage. */
  HostTensor.@Nullable Type storage() {
    return storage;
  }

  @Override
  public String toString() {
    return name;
  }

  /**
   * @throws DamagedFileException naming the name that is not allowed
   */
  static TorchGlobal find(String module, String name) throws DamagedFileException {
    String asked = module + "." + name;
    for (TorchGlobal each : values()) {
      if (each.name.equals(asked)) {
        return each;
      }
    }
    throw new DamagedFileException(
        "it asks for '" + asked + "', which tensors do not need; nothing was executed");
  }
}
