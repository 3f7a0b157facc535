package dev.trm.model.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.trm.model.TrmConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The loaded script, whose methods are called by name. For one thread at a time. */
final class TorchScript implements AutoCloseable {

  private final TorchGate gate;
  private final NDManager manager;
  private final PtSymbolBlock block;

  /** The name of the method to call, as an array on the CPU, where writing it is cheap. */
  private final NDArray method;

  TorchScript(TrmConfig config, Backend backend, Kernels kernels) {
    gate = new TorchGate(backend.threads());
    manager = NDManager.newBaseManager(backend.device(), "PyTorch");
    method = host(manager).create(0f);
    block =
        gate.enter(
            false,
            () -> {
              try (ByteArrayInputStream archive =
                  new ByteArrayInputStream(TorchArchive.of(config, kernels))) {
                return JniUtils.loadModule((PtNDManager) manager, archive, false, false);
              } catch (IOException impossible) {
                throw new UncheckedIOException("the archive is read from memory", impossible);
              }
            });
  }

  TorchGate gate() {
    return gate;
  }

  NDManager manager() {
    return manager;
  }

  /** Creates a manager of arrays on the CPU that closes with its parent. */
  static NDManager host(NDManager parent) {
    return parent.newSubManager(Device.cpu());
  }

  /**
   * Calls a method; an argument is an {@link NDArray} or a list of them.
   *
   * @param owner of the results
   * @param gradients whether the method needs gradients
   */
  NDList call(NDManager owner, boolean gradients, String name, Object... arguments) {
    NDList inputs = new NDList();
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] instanceof NDArray single) {
        single.setName(null);
        inputs.add(single);
      } else {
        // DJL groups arrays with a common name into one list argument.
        for (Object each : (List<?>) arguments[i]) {
          NDArray member = (NDArray) each;
          member.setName("a" + i + "[]");
          inputs.add(member);
        }
      }
    }
    method.setName("module_method:" + name);
    inputs.add(method);
    NDList results = gate.enter(gradients, () -> IValueUtils.forward(block, inputs, true));
    results.forEach(result -> result.attach(owner));
    return results;
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}
