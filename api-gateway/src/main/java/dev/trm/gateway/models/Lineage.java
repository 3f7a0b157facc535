package dev.trm.gateway.models;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a version was made from, as the manifest of its checkpoint says.
 *
 * @param dataSha256 of the puzzles, training and held-out
 * @param parent the checkpoint that its training went on from; absent if it began anew
 * @param seed of its training
 * @param code version and commit of the program that trained it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Lineage(
    @Nullable String dataSha256,
    @Nullable String parent,
    @Nullable Long seed,
    @Nullable JsonNode code) {
  /** Of imported weights, say. */
  static final Lineage UNKNOWN = new Lineage(null, null, null, null);

  static Lineage of(JsonNode manifest) {
    JsonNode seed = manifest.at("/training/seed");
    JsonNode code = manifest.path("code");
    return new Lineage(
        text(manifest, "dataSha256"),
        text(manifest, "parent"),
        seed.isIntegralNumber() ? seed.longValue() : null,
        code.isObject() ? code : null);
  }

  private static @Nullable String text(JsonNode manifest, String name) {
    JsonNode value = manifest.path(name);
    return value.isTextual() ? value.textValue() : null;
  }
}
