package dev.trm.model.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import dev.trm.model.Compute;
import dev.trm.model.ComputeDevice;
import dev.trm.model.Precision;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Where and how the model computes on this machine: a {@link Compute} whose {@code auto} values are
 * resolved.
 *
 * @param precision never {@code AUTO}
 * @param threads native threads of one operation on the CPU
 * @param products the kernels for no-grad passes, each used only if it passes its test at start-up
 */
public record Backend(Device device, Precision precision, int threads, FreeProducts products) {

  /** The key of the fact that depends on the network: see {@link TrmModule#facts()}. */
  static final String KERNELS = "kernels";

  private static final Set<String> FACTS =
      Set.of("device", "precision", "threads", "library", "instructions", KERNELS);

  public Backend {
    if (precision == Precision.AUTO) {
      throw new IllegalArgumentException("precision is auto; it must have been decided");
    }
  }

  /**
   * Finds the device. For precision {@code auto}, measures which one is faster there; the result is
   * cached for the life of the JVM.
   *
   * @throws IllegalArgumentException if PyTorch does not find the requested device
   */
  public static Backend of(Compute asked) {
    Device device = device(asked.device());
    Precision precision =
        asked.precision() == Precision.AUTO
            ? MeasuredPrecision.of(device, asked.threads())
            : asked.precision();
    return new Backend(device, precision, asked.threads(), FreeProducts.of(device, precision));
  }

  private static Device device(ComputeDevice asked) {
    int seen = TorchGate.cudaDevices();
    if (asked instanceof ComputeDevice.Cuda cuda) {
      if (cuda.index() >= seen) {
        throw new IllegalArgumentException(missing(cuda, seen));
      }
      return Device.gpu(cuda.index());
    }
    return asked instanceof ComputeDevice.Auto && seen > 0 ? Device.gpu(0) : Device.cpu();
  }

  private static String missing(ComputeDevice.Cuda asked, int seen) {
    String version = Engine.getEngine("PyTorch").getVersion();
    return "device is '"
        + asked
        + "'; the PyTorch library in use, "
        + version
        + ", sees "
        + (seen == 0 ? "no CUDA device" : seen + " of them")
        + ". CUDA needs an NVIDIA driver and PYTORCH_LIBRARY_PATH set to the lib folder of a"
        + " PyTorch "
        + version
        + " built for CUDA 12.8, with PYTORCH_VERSION="
        + version
        + " and PYTORCH_FLAVOR=cu128";
  }

  /** {@code cpu} or {@code cuda:N}. */
  public String deviceName() {
    return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
  }

  /**
   * All facts that determine the last bits of a result, except model, kernels and inputs: {@code
   * device}, {@code precision}, {@code threads}, {@code library} (with a checksum of the network's
   * source) and {@code instructions}. Two computations can be bit-identical only if these are
   * equal.
   */
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("device", deviceName());
    facts.put("precision", precision.toString());
    facts.put("threads", String.valueOf(threads));
    facts.put(
        "library",
        "PyTorch "
            + Engine.getEngine("PyTorch").getVersion()
            + ", network "
            + TorchArchive.fingerprint());
    facts.put("instructions", InstructionSet.ofThisMachine());
    return Collections.unmodifiableMap(facts);
  }

  /** The entries of a checkpoint's metadata that are {@link TrmModule#facts()}. */
  public static Map<String, String> facts(Map<String, String> metadata) {
    Map<String, String> facts = new LinkedHashMap<>(metadata);
    facts.keySet().retainAll(FACTS);
    return Collections.unmodifiableMap(facts);
  }
}
