package dev.trm.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.trm.puzzles.JsonErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bodies of requests that people write into files, in YAML or JSON. */
final class YamlFile {
  private static final int LARGEST_BYTES = 64_000;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = new YAMLMapper();

  private YamlFile() {}

  /**
   * The fields in a file.
   *
   * @throws UsageException naming the file and what is wrong with it
   */
  static JsonNode read(Path file) throws UsageException {
    try {
      if (Files.size(file) > LARGEST_BYTES) {
        throw new UsageException(
            "'"
                + file
                + "' has "
                + Files.size(file)
                + " bytes; at most "
                + LARGEST_BYTES
                + " are read");
      }
      String text = Files.readString(file);
      // JSON may be indented with tabs, which YAML forbids.
      ObjectMapper mapper = text.stripLeading().startsWith("{") ? JSON : YAML;
      JsonNode body = mapper.readTree(text);
      if (!body.isObject()) {
        throw new UsageException("'" + file + "' does not hold fields, such as 'model: NAME'");
      }
      return body;
    } catch (JsonProcessingException e) {
      throw new UsageException(
          "'" + file + "' is neither YAML nor JSON: " + JsonErrors.describe(e), e);
    } catch (IOException e) {
      throw UsageException.unreadable(file, e);
    }
  }
}
