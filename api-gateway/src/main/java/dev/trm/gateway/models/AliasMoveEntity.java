package dev.trm.gateway.models;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A row of {@code alias_move}, to be read. */
@Entity
@Immutable
@Table(name = "alias_move")
@NullUnmarked
class AliasMoveEntity extends PanacheEntityBase {
  @Id long id;
  String model;
  String alias;

  @Column(name = "from_version")
  @Nullable Integer from;

  @Column(name = "to_version")
  int to;

  String actor;
  @Nullable String reason;
  Instant at;
}
