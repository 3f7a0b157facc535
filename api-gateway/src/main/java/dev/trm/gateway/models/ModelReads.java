package dev.trm.gateway.models;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.store.ModelVersion;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** The registry as people look at it; what moves it goes through the model registry. */
@ApplicationScoped
class ModelReads {

  /** Every version of every model, by name, newest version first. */
  List<ModelVersion> list() {
    return QuarkusTransaction.joiningExisting()
        .call(
            () ->
                withAliases(
                    VersionEntity.list("order by model, version desc"), AliasEntity.listAll()));
  }

  /** A model's versions, newest first; empty for an unknown model. */
  List<ModelVersion> versions(String model) {
    return QuarkusTransaction.joiningExisting()
        .call(
            () ->
                withAliases(
                    VersionEntity.list("model = ?1 order by version desc", model),
                    AliasEntity.list("model", model)));
  }

  /** The moves of a model's aliases, newest first. */
  List<AliasMove> moves(String model) {
    List<AliasMoveEntity> moves =
        QuarkusTransaction.joiningExisting()
            .call(() -> AliasMoveEntity.list("model = ?1 order by id desc", model));
    return moves.stream()
        .map(
            move ->
                new AliasMove(
                    move.model, move.alias, move.from, move.to, move.actor, move.reason, move.at))
        .toList();
  }

  /** The decisions about what might have become the model's champion, newest first. */
  List<PromotionView> promotions(String model) {
    List<PromotionEntity> found =
        QuarkusTransaction.joiningExisting()
            .call(() -> PromotionEntity.list("model = ?1 order by at desc", model));
    return found.stream().map(PromotionView::of).toList();
  }

  /** What each checkpoint of a model's versions was made from, by its id. */
  Map<String, Lineage> lineages(String model) {
    List<CheckpointEntity> found =
        QuarkusTransaction.joiningExisting()
            .call(
                () ->
                    CheckpointEntity.list(
                        "id in (select v.checkpoint from VersionEntity v where v.model = ?1)",
                        model));
    return found.stream()
        .collect(toMap(each -> each.id, each -> Lineage.of(JobJson.parse(each.manifest))));
  }

  private static List<ModelVersion> withAliases(
      List<VersionEntity> versions, List<AliasEntity> aliases) {
    Map<VersionEntity.Key, List<String>> names =
        aliases.stream()
            .sorted((one, other) -> one.alias.compareTo(other.alias))
            .collect(
                groupingBy(
                    alias -> new VersionEntity.Key(alias.model, alias.version),
                    mapping(alias -> alias.alias, toList())));
    return versions.stream()
        .map(
            version ->
                new ModelVersion(
                    version.model,
                    version.version,
                    version.checkpoint,
                    JobJson.parse(version.metrics),
                    version.run == null ? null : new JobId(version.run),
                    version.createdAt,
                    names.getOrDefault(
                        new VersionEntity.Key(version.model, version.version), List.of())))
        .toList();
  }
}
