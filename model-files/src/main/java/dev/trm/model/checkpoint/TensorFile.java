package dev.trm.model.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** An open file of named tensors, which are read on demand. */
public final class TensorFile implements Closeable {

  private final FileChannel file;
  private final String format;
  private final Map<String, String> metadata;
  private final Map<String, StoredTensor> tensors;

  /**
   * @param file closed together with this object
   * @param format the format's common name
   * @param metadata strings that the file contains besides its tensors
   * @param tensors by name, in the file's order
   */
  public TensorFile(
      FileChannel file,
      String format,
      Map<String, String> metadata,
      Map<String, StoredTensor> tensors) {
    this.file = file;
    this.format = format;
    this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  public String format() {
    return format;
  }

  public Map<String, String> metadata() {
    return metadata;
  }

  public Map<String, StoredTensor> tensors() {
    return tensors;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
