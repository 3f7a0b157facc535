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
   * @param mostRecords good and bad ones
   */
  public BadRecords(int mostRecords) {
    this.mostRecords = mostRecords;
  }

  /**
   * One more record comes.
   *
   * @throws TooManyRecordsException if it is one too many
   */
  public void count() {
    if (++records > mostRecords) {
      throw new TooManyRecordsException(mostRecords);
    }
  }

  /** The record is bad. */
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
