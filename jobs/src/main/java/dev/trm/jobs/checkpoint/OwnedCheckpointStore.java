package dev.trm.jobs.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes new checkpoints only into a store that belongs to this database. */
final class OwnedCheckpointStore implements CheckpointStore, AutoCloseable {
  private final CheckpointStore store;
  private final StoreOwnership ownership;

  OwnedCheckpointStore(CheckpointStore store, StoreOwnership ownership) {
    this.store = store;
    this.ownership = ownership;
  }

  @Override
  public String put(Path file, JsonNode manifest) throws IOException {
    ownership.requireOnce();
    return store.put(file, manifest);
  }

  @Override
  public Path draft() throws IOException {
    ownership.requireOnce();
    return store.draft();
  }

  @Override
  public String adopt(Path draft, JsonNode manifest) throws IOException {
    return store.adopt(draft, manifest);
  }

  @Override
  public Path get(String id) throws IOException {
    return store.get(id);
  }

  @Override
  public void remove(String id) throws IOException {
    ownership.requireOnce();
    store.remove(id);
  }

  @Override
  public Instant now() throws IOException {
    return store.now();
  }

  @Override
  public Set<String> putBefore(Instant time) throws IOException {
    return store.putBefore(time);
  }

  @Override
  public Optional<String> owner() throws IOException {
    return store.owner();
  }

  @Override
  public String own(String owner) throws IOException {
    return store.own(owner);
  }

  @Override
  public void mark(String id) throws IOException {
    store.mark(id);
  }

  @Override
  public void unmark(String id) throws IOException {
    store.unmark(id);
  }

  @Override
  public Map<String, Instant> marked() throws IOException {
    return store.marked();
  }

  @Override
  public void removeUnfinished(Instant before) throws IOException {
    store.removeUnfinished(before);
  }

  @Override
  public void close() throws Exception {
    if (store instanceof AutoCloseable closing) {
      closing.close();
    }
  }

  @Override
  public String toString() {
    return store.toString();
  }
}
