package dev.trm.jobs;

import java.util.Optional;

/** The uploaded data sets that a request may name, each as a training without augmentations. */
public interface KnownDatasets {
  /** For where none may be named. */
  KnownDatasets NONE =
      new KnownDatasets() {
        @Override
        public Optional<DatasetSpec.Uploaded> withId(String id) {
          return Optional.empty();
        }

        @Override
        public Optional<DatasetSpec.Uploaded> named(String name) {
          return Optional.empty();
        }
      };

  Optional<DatasetSpec.Uploaded> withId(String id);

  Optional<DatasetSpec.Uploaded> named(String name);

  /** The set that a training learns from and no other; none if its data are generated. */
  static KnownDatasets of(DatasetSpec data) {
    return data instanceof DatasetSpec.Uploaded set ? only(set) : NONE;
  }

  private static KnownDatasets only(DatasetSpec.Uploaded set) {
    return new KnownDatasets() {
      @Override
      public Optional<DatasetSpec.Uploaded> withId(String id) {
        return set.id().equals(id) ? Optional.of(set) : Optional.empty();
      }

      @Override
      public Optional<DatasetSpec.Uploaded> named(String name) {
        return set.name().equals(name) ? Optional.of(set) : Optional.empty();
      }
    };
  }
}
