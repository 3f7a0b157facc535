package dev.trm.puzzles.upload;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A format of uploaded data sets. */
public interface UploadFormat {

  /**
   * Reads the records one by one and writes the good ones in normalised form, one in each line.
   * Equal records with an equal split give equal bytes.
   *
   * @param in UTF-8, read to its end, not closed
   * @param out not closed
   * @param mostRecords maximum number of records, good and bad together
   * @throws TooManyRecordsException if there are more; the output is then invalid
   */
  UploadReport copy(InputStream in, OutputStream out, int mostRecords) throws IOException;
}
