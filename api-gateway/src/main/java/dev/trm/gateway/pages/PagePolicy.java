package dev.trm.gateway.pages;

import dev.trm.audit.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a browser may load for our pages: our own files only, and of scripts within the document
 * only those that are in it now, by their hash. An import map has to be such a one.
 */
final class PagePolicy {
  private static final Pattern INLINE =
      Pattern.compile("<script(?![^>]*\\ssrc=)[^>]*>(.*?)</script>", Pattern.DOTALL);

  private PagePolicy() {}

  /** The policy for this document. */
  static String of(String html) {
    TreeSet<String> hashes = new TreeSet<>();
    Matcher inline = INLINE.matcher(html);
    while (inline.find()) {
      byte[] hash = Sha256.of(inline.group(1).getBytes(StandardCharsets.UTF_8));
      hashes.add(" 'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
    }
    return "default-src 'self'; script-src 'self'"
        + String.join("", hashes)
        + "; style-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none';"
        + " form-action 'none'; frame-ancestors 'none'";
  }
}
