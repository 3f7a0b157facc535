package dev.trm.cli.gateway;

import com.fasterxml.jackson.databind.JsonNode;

/** Errors by RFC 9457 in one line. */
final class Problems {
  private Problems() {}

  /** What an answer with an error's status says, with the field it complains about. */
  static String line(int status, JsonNode body) {
    String detail = body.path("detail").asText(body.path("title").asText(""));
    StringBuilder line =
        new StringBuilder(detail.isBlank() ? "the gateway said " + status : detail);
    for (JsonNode error : body.path("errors")) {
      String where = where(error);
      String text = error.path("detail").asText("");
      if (!text.isBlank() && !detail.contains(text)) {
        line.append("; ").append(text);
      }
      if (!where.isBlank()) {
        line.append(" (").append(where).append(')');
      }
    }
    if (status == 401) {
      line.append("; is TRM_KEY, or the key in TRM_HOME, the one of this gateway?");
    }
    return line.toString();
  }

  private static String where(JsonNode error) {
    for (String kind : new String[] {"pointer", "parameter", "header"}) {
      String name = error.path(kind).asText("");
      if (!name.isBlank()) {
        return kind.equals("pointer") ? "field " + name : kind + " " + name;
      }
    }
    return "";
  }
}
