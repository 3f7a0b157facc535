package dev.trm.benchmarks.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The requests of all clients and the answers, in chronological order, one in each line of a file.
 */
public final class History implements AutoCloseable {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  private final BufferedWriter file;

  public History(Path file) throws IOException {
    this.file = Files.newBufferedWriter(file);
  }

  /** Writes an entry synchronously, so that a request is in the file before it is sent. */
  synchronized void add(HistoryEntry entry) {
    try {
      file.write(JSON.writeValueAsString(entry));
      file.newLine();
      file.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the history cannot be written", e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }

  /** Reads the file. */
  public static List<HistoryEntry> read(Path file) throws IOException {
    List<HistoryEntry> entries = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      entries.add(JSON.readValue(line, HistoryEntry.class));
    }
    return entries;
  }
}
