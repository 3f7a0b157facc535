package dev.trm.gateway.audit;

import dev.trm.jobs.JobJson;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes values one a line, as JSON. */
final class NdJson implements AutoCloseable {
  private final BufferedWriter writer;

  NdJson(OutputStream out) {
    this.writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
  }

  void write(Object value) throws IOException {
    writer.write(JobJson.write(value));
    writer.write('\n');
  }

  /** Writes and sends at once. */
  void writeNow(Object value) {
    try {
      write(value);
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    writer.flush();
  }
}
