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
}
