package dev.trm.gateway.models;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A row of {@code model_version}, to be read: versions are registered by the model registry. */
@Entity
@Immutable
@Table(name = "model_version")
@IdClass(VersionEntity.Key.class)
@NullUnmarked
class VersionEntity extends PanacheEntityBase {
  @Id String model;
  @Id int version;

  @Column(name = "checkpoint_id")
  String checkpoint;

  /** JSON. */
  String metrics;

  @Column(name = "run_id")
  @Nullable UUID run;

  @Column(name = "created_at")
  Instant createdAt;

  /** A version's name. */
  record Key(String model, int version) {}
}
