package dev.trm.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bodies of requests that people write into files, in YAML or JSON. */
final class YamlFile {
  private static final int LARGEST_BYTES = 64_000;

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
            "'" + file + "' has " + Files.size(file) + " bytes; what is asked for is said in few");
      }
      JsonNode body = new YAMLMapper().readTree(Files.readString(file));
      if (!body.isObject()) {
        throw new UsageException("'" + file + "' does not hold fields, such as 'model: NAME'");
      }
      return body;
    } catch (JsonProcessingException e) {
      throw new UsageException(
          "'"
              + file
              + "' is no YAML: line "
              + e.getLocation().getLineNr()
              + ": "
              + e.getOriginalMessage(),
          e);
    } catch (IOException e) {
      throw UsageException.unreadable(file, e);
    }
  }
}
