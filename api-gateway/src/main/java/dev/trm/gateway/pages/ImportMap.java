package dev.trm.gateway.pages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.jobs.JobJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The addresses of the libraries that the pages' scripts name, as each library's package tells them
 * in its {@code META-INF/importmap.json}: with its version, which Maven alone chooses.
 */
final class ImportMap {
  private static final String FILE = "META-INF/importmap.json";

  /** Of packages that tell none; the locator of Quarkus knows the version. */
  private static final Map<String, String> OTHERS =
      Map.of("uplot", "/webjars/uplot/dist/uPlot.esm.js");

  private ImportMap() {}

  /** The map, as a document holds it. */
  static String of(ClassLoader packages) throws IOException {
    Map<String, String> imports = new TreeMap<>(OTHERS);
    List<URL> files = Collections.list(packages.getResources(FILE));
    for (URL file : files) {
      try (InputStream in = file.openStream()) {
        JsonNode told = JobJson.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        told.path("imports")
            .fields()
            .forEachRemaining(each -> imports.put(each.getKey(), each.getValue().asText()));
      }
    }
    ObjectNode map = JsonNodeFactory.instance.objectNode();
    ObjectNode addresses = map.putObject("imports");
    imports.forEach(addresses::put);
    // Nothing in it may end the element that it stands in.
    return JobJson.write(map).replace("<", "\\u003c");
  }
}
