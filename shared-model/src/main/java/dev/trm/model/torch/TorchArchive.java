package dev.trm.model.torch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trm.model.Mixer;
import dev.trm.model.TrmConfig;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes the archive that {@code torch.jit.load} reads: the network's source, and its configuration
 * pickled as attributes of the module. The module has no parameters: weights are arguments of every
 * call.
 */
final class TorchArchive {

  private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};

  /**
   * The parts of the source in order: functions, the class of one of the two networks, and the
   * methods common to both.
   */
  private static final String FUNCTIONS = "functions.torchscript";

  private static final String SEQUENCES = "trm.torchscript";
  private static final String RELATIONS = "relations.torchscript";
  private static final String METHODS = "methods.torchscript";

  private TorchArchive() {}

  /**
   * @param kernels of this network
   */
  static byte[] of(TrmConfig config, Kernels kernels) {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(archive)) {
      store(zip, "trm/data.pkl", attributes(config, kernels));
      store(zip, "trm/code/__torch__.py", code(config, kernels).getBytes(UTF_8));
      store(zip, "trm/constants.pkl", EMPTY_TUPLE);
      store(zip, "trm/version", "3\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException impossible) {
      throw new UncheckedIOException("the archive is written to memory", impossible);
    }
    return archive.toByteArray();
  }

  private static String code(TrmConfig config, Kernels kernels) throws IOException {
    return source(kernels.products().file())
        + source(FUNCTIONS)
        + source(config.mixer().takesGroups() ? RELATIONS : SEQUENCES)
        + source(METHODS);
  }

  /**
   * A checksum of the network's source, eight hexadecimal digits. Builds with different source may
   * differ in the last bits of every result.
   */
  static String fingerprint() {
    CRC32 sum = new CRC32();
    try {
      for (String file :
          List.of(
              FreeProducts.PLAIN.file(),
              FreeProducts.ONEDNN.file(),
              FUNCTIONS,
              SEQUENCES,
              RELATIONS,
              METHODS)) {
        sum.update(source(file).getBytes(UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the network's source cannot be read", e);
    }
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }

  private static String source(String file) throws IOException {
    try (InputStream in = TorchArchive.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing beside " + TorchArchive.class);
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** Stores an entry uncompressed, because libtorch maps entries in place. */
  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 sum = new CRC32();
    sum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] attributes(TrmConfig config, Kernels kernels) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Pickle pickle = new Pickle(new DataOutputStream(bytes));
    pickle.open();
    pickle.put("training", true);
    pickle.put("layers", config.layers());
    pickle.put("latent_steps", config.latentSteps());
    pickle.put("recursions", config.recursions());
    pickle.put("prefix", config.prefix());
    pickle.put("eps", config.epsilon());
    pickle.put("plainly", kernels.plainly());
    pickle.put("fused_norm", kernels.fusedNorm());
    if (config.mixer().takesGroups()) {
      pickle.put("nodes_at_once", kernels.atOnce());
      pickle.put("relations", config.relations());
      pickle.put("channels", config.channels());
    } else {
      pickle.put("rows_at_once", kernels.atOnce());
      pickle.put("heads", config.heads());
      pickle.put("mlp_mixer", config.mixer() == Mixer.MLP);
      pickle.put("positions", config.positions().ordinal());
      pickle.put("theta", config.ropeTheta());
      pickle.put("fused_attention", kernels.fusedAttention());
    }
    pickle.close();
    return bytes.toByteArray();
  }

  /** The few opcodes of pickle protocol 2 that an object with plain attributes needs. */
  private record Pickle(DataOutputStream out) {

    void open() throws IOException {
      out.write(new byte[] {(byte) 0x80, 2});
      out.writeBytes("c__torch__\nTrm\n)");
      out.write(0x81);
      out.writeBytes("}(");
    }

    void close() throws IOException {
      out.writeBytes("ub.");
    }

    void put(String key, boolean value) throws IOException {
      text(key);
      out.write(value ? 0x88 : 0x89);
    }

    void put(String key, int value) throws IOException {
      text(key);
      out.write('J');
      out.writeInt(Integer.reverseBytes(value));
    }

    void put(String key, double value) throws IOException {
      text(key);
      out.write('G');
      out.writeDouble(value);
    }

    private void text(String value) throws IOException {
      byte[] utf8 = value.getBytes(UTF_8);
      out.write('X');
      out.writeInt(Integer.reverseBytes(utf8.length));
      out.write(utf8);
    }
  }
}
