package dev.trm.jobs.store;

/**
 * A row whose content the operators' chain records, as the view {@code registry_row} names it.
 *
 * @param kind {@code key}, {@code model}, {@code version}, {@code alias}, {@code move}, {@code
 *     decision}, {@code sweep}, {@code recipe} or {@code schedule}
 * @param key its name among those of its kind
 */
public record RegistryRow(String kind, String key) {
  static RegistryRow key(String name) {
    return new RegistryRow("key", name);
  }

  static RegistryRow model(String name) {
    return new RegistryRow("model", name);
  }

  static RegistryRow version(String model, int version) {
    return new RegistryRow("version", model + "@" + version);
  }

  static RegistryRow alias(String model, String alias) {
    return new RegistryRow("alias", model + "@" + alias);
  }

  static RegistryRow recipe(String name) {
    return new RegistryRow("recipe", name);
  }

  static RegistryRow schedule(String name) {
    return new RegistryRow("schedule", name);
  }

  @Override
  public String toString() {
    return kind + " '" + key + "'";
  }
}
