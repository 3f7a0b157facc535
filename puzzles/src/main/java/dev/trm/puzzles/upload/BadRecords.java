package dev.trm.puzzles.upload;

import java.util.ArrayList;
import java.util.List;

/** Counts records and keeps the first bad ones. Not thread-safe. */
public final class BadRecords {
  private final int mostRecords;
  private final List<BadRecord> first = new ArrayList<>();
  private int records;
  private int refused;

  /**
   * @param mostRecords maximum number of records, good and bad together
   */
  public BadRecords(int mostRecords) {
    this.mostRecords = mostRecords;
  }

  /**
   * Counts a record.
   *
   * @throws TooManyRecordsException if it exceeds the maximum
   */
  public void count() {
    if (++records > mostRecords) {
      throw new TooManyRecordsException(mostRecords);
    }
  }

  /** Adds a bad record. */
  public void refuse(BadRecord bad) {
    refused++;
    if (first.size() < UploadReport.MOST_TOLD) {
      first.add(bad);
    }
  }

  public int refused() {
    return refused;
  }

  public List<BadRecord> first() {
    return List.copyOf(first);
  }
}
