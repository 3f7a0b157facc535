package dev.trm.gateway.models;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;

/** A row of {@code checkpoint}, to be read: what its file was made from. */
@Entity
@Immutable
@Table(name = "checkpoint")
@NullUnmarked
class CheckpointEntity extends PanacheEntityBase {
  @Id String id;

  /** JSON. */
  String manifest;
}
