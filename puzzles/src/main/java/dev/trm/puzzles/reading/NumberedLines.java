package dev.trm.puzzles.reading;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a text, with one in memory at a time; LF, CRLF and CR end a line. Not
 * thread-safe.
 */
final class NumberedLines {

  /** The maximum length in characters; no puzzle has a longer line. */
  static final int LONGEST = 1 << 16;

  private static final int BUFFER = 1 << 16;

  private final BufferedReader text;
  private int number;
  private boolean tooLong;

  NumberedLines(Reader text) {
    this.text = new BufferedReader(text, BUFFER);
  }

  /** The start of the unread text, up to that many characters. */
  String peek(int most) throws IOException {
    char[] head = new char[most];
    text.mark(most + 1);
    int length = 0;
    for (int read = 0; length < most && read >= 0; length += Math.max(0, read)) {
      read = text.read(head, length, most - length);
    }
    text.reset();
    return new String(head, 0, length);
  }

  /** The next line without its end; null at the end of the text. */
  @Nullable String next() throws IOException {
    int read = text.read();
    if (read < 0) {
      return null;
    }
    number++;
    tooLong = false;
    StringBuilder line = new StringBuilder(96);
    for (; read >= 0 && read != '\n' && read != '\r'; read = text.read()) {
      if (line.length() < LONGEST) {
        line.append((char) read);
      } else {
        tooLong = true;
      }
    }
    if (read == '\r') {
      text.mark(1);
      if (text.read() != '\n') {
        text.reset();
      }
    }
    return line.toString();
  }

  /** The number of the last line read, counted from 1. */
  int number() {
    return number;
  }

  /** Whether the last line read was truncated. */
  boolean tooLong() {
    return tooLong;
  }

  /** The unread text. */
  Reader rest() {
    return text;
  }
}
