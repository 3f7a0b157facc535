package dev.trm.gateway.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.gateway.body.SpoolDirectory;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.CleanText;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.checkpoint.CheckpointStore;
import dev.trm.jobs.store.CheckpointRow;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.ModelVersion;
import dev.trm.jobs.store.RunStore;
import dev.trm.model.Mixer;
import dev.trm.model.checkpoint.DamagedFileException;
import dev.trm.model.reference.ImportOptionException;
import dev.trm.model.reference.ReferenceCheckpoint;
import dev.trm.puzzles.grid.GridLayout;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Makes a checkpoint of ours and a model's version of a file that somebody brought. Doing it again
 * with the same file changes nothing, so one that broke off is simply done again.
 */
@Singleton
class CheckpointImport {
  private static final Logger LOG = Logger.getLogger(CheckpointImport.class);

  private final ModelRegistry registry;
  private final RunStore runs;
  private final CheckpointStore store;
  private final SpoolDirectory spool;
  private final Clock clock;

  @Inject
  CheckpointImport(
      ModelRegistry registry,
      RunStore runs,
      CheckpointStore store,
      SpoolDirectory spool,
      Clock clock) {
    this.clock = clock;
    this.registry = registry;
    this.runs = runs;
    this.store = store;
    this.spool = spool;
  }

  /**
   * A file as it came.
   *
   * @param sha256 of its bytes, in hexadecimal digits
   */
  record Upload(Path file, String sha256, long bytes) {}

  /**
   * @throws ProblemException 422 if the file cannot be read, 400 if a parameter is missing or
   *     contradicts it
   */
  ImportView take(Upload upload, ImportRequest request, String actor) throws IOException {
    try (ReferenceCheckpoint file = ReferenceCheckpoint.open(upload.file(), request.options())) {
      String fault = CleanText.fault(file.prefix());
      if (!fault.isEmpty()) {
        throw refused("the prefix of its tensors' names has " + fault);
      }
      return register(file, upload, request, actor);
    } catch (DamagedFileException refused) {
      throw refused(String.valueOf(refused.getMessage()));
    } catch (ImportOptionException wrong) {
      throw new ProblemException(
          Problem.parameter(wrong.option(), String.valueOf(wrong.getMessage())));
    }
  }

  private static ProblemException refused(String why) {
    return new ProblemException(
        new Problem(
            "urn:trm:problem:unreadable-checkpoint",
            "The file is no checkpoint that can be read",
            422,
            "The file was refused: " + why + ".",
            List.of()));
  }

  private ImportView register(
      ReferenceCheckpoint file, Upload upload, ImportRequest request, String actor)
      throws IOException {
    List<ImportView.FoundView> found = file.found().stream().map(ImportView.FoundView::of).toList();
    Path weights = spool.file("import");
    try {
      file.write(weights);
      JsonNode manifest = manifest(file, found, upload, request, actor);
      String id = store.put(weights, manifest);
      runs.checkpoint(
          new CheckpointRow(id, null, 0, false, Files.size(weights), manifest, clock.instant()));
      ModelVersion version =
          registry.register(request.model(), id, JsonNodeFactory.instance.objectNode(), actor);
      if (registry.resolve(request.model()).isEmpty()) {
        registry.moveAlias(
            request.model(),
            ModelRegistry.CHAMPION,
            version.version(),
            actor,
            "the first version of " + request.model());
      }
      boolean champion =
          registry
              .resolve(request.model())
              .filter(now -> now.version() == version.version())
              .isPresent();
      LOG.infof("imported %s, checkpoint %s, from %s", version.reference(), id, file.format());
      return new ImportView(
          version.reference(),
          champion,
          CheckpointView.of(runs.findCheckpoint(id).orElseThrow()),
          found);
    } finally {
      Files.deleteIfExists(weights);
    }
  }

  private ObjectNode manifest(
      ReferenceCheckpoint file,
      List<ImportView.FoundView> found,
      Upload upload,
      ImportRequest request,
      String actor) {
    ObjectNode manifest = JsonNodeFactory.instance.objectNode();
    manifest.put("model", request.model());
    manifest.set("config", JobJson.tree(file.config()));
    manifest.put("step", 0);
    Board board = request.board();
    if (board != null) {
      requireKind(board.kind(), file.config().mixer());
      manifest.putObject("puzzle").put("kind", board.kind()).put("shape", board.shape());
      layout(board, file.config().vocabulary())
          .ifPresent(layout -> manifest.set("layout", layout.json()));
    }
    ObjectNode origin = manifest.putObject("origin");
    origin.put("format", file.format());
    origin.put("sha256", upload.sha256());
    origin.put("bytes", upload.bytes());
    origin.put("keyPrefix", file.prefix());
    origin.put("importedBy", actor);
    origin.put("importedAt", clock.instant().toString());
    origin.set("configuration", JobJson.tree(found));
    return manifest;
  }

  private static void requireKind(String kind, Mixer mixer) {
    Set<String> kinds = RelationalKinds.of(mixer.name());
    if (!kinds.isEmpty() && !kinds.contains(kind)) {
      throw new ProblemException(
          Problem.parameter(
              "kind",
              "kind is '"
                  + kind
                  + "', but the file's network, with mixer "
                  + mixer.name().toLowerCase(Locale.ROOT)
                  + ", takes puzzles of kind "
                  + kinds.stream().sorted().collect(Collectors.joining(" or "))));
    }
  }

  private static Optional<GridLayout> layout(Board board, int vocabulary) {
    try {
      return board.layout(vocabulary);
    } catch (IllegalArgumentException none) {
      throw new ProblemException(
          Problem.parameter(
              "kind",
              "kind is '"
                  + board.kind()
                  + "', but the file has "
                  + vocabulary
                  + " tokens: "
                  + none.getMessage()));
    }
  }
}
