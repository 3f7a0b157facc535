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

/** What all clients asked and were told, a line each in a file, in the order it happened. */
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

  /** Writes one entry, before it returns: what is asked is in the file before it is sent. */
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

  /** Reads what was written. */
  public static List<HistoryEntry> read(Path file) throws IOException {
    List<HistoryEntry> entries = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      entries.add(JSON.readValue(line, HistoryEntry.class));
    }
    return entries;
  }
}
