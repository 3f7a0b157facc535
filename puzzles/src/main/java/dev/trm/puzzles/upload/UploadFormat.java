package dev.trm.puzzles.upload;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A way in which data sets are sent. */
public interface UploadFormat {

  /**
   * Reads all records, one after the other, and writes the good ones in their own form, a line
   * each. Equal records, split alike, give equal bytes.
   *
   * @param in UTF-8, read to its end, not closed
   * @param out not closed
   * @param mostRecords good and bad ones together
   * @throws TooManyRecordsException if there are more; nothing of what was written counts
   */
  UploadReport copy(InputStream in, OutputStream out, int mostRecords) throws IOException;
}
