package dev.trm.gateway.models;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A row of {@code promotion}, to be read: the model registry writes them. */
@Entity
@Immutable
@Table(name = "promotion")
@NullUnmarked
class PromotionEntity extends PanacheEntityBase {
  @Id UUID subject;
  String model;
  @Nullable Integer version;
  @Nullable Integer champion;
  boolean promoted;
  String reason;

  /** JSON, an array. */
  String gate;

  String actor;
  Instant at;
}
