package dev.trm.gateway.models;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;

/** A row of {@code model_alias}, to be read: where an alias points now. */
@Entity
@Immutable
@Table(name = "model_alias")
@IdClass(AliasEntity.Key.class)
@NullUnmarked
class AliasEntity extends PanacheEntityBase {
  @Id String model;
  @Id String alias;
  int version;

  /** An alias' name. */
  record Key(String model, String alias) {}
}
