package dev.trm.puzzles.reading;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Decodes UTF-8 and UTF-16. A byte-order mark decides; without one, a zero byte in the first pair
 * means UTF-16, because no puzzle file begins with a character above U+00FF. An invalid byte
 * becomes U+FFFD.
 */
final class TextDecoding {
  private static final int LONGEST_MARK = 3;

  private TextDecoding() {}

  static Reader open(InputStream in) throws IOException {
    PushbackInputStream bytes = new PushbackInputStream(in, LONGEST_MARK);
    byte[] head = bytes.readNBytes(LONGEST_MARK);
    int first = at(head, 0);
    int second = at(head, 1);
    Charset charset = StandardCharsets.UTF_8;
    int mark = 0;
    if (first == 0xEF && second == 0xBB && at(head, 2) == 0xBF) {
      mark = 3;
    } else if (first == 0xFF && second == 0xFE) {
      charset = StandardCharsets.UTF_16LE;
      mark = 2;
    } else if (first == 0xFE && second == 0xFF) {
      charset = StandardCharsets.UTF_16BE;
      mark = 2;
    } else if (first == 0 && second > 0) {
      charset = StandardCharsets.UTF_16BE;
    } else if (first > 0 && second == 0) {
      charset = StandardCharsets.UTF_16LE;
    }
    bytes.unread(head, mark, head.length - mark);
    return new InputStreamReader(
        bytes,
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE));
  }

  private static int at(byte[] head, int index) {
    return index < head.length ? head[index] & 0xFF : -1;
  }
}
