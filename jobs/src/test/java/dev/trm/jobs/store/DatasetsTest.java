package dev.trm.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.jobs.JobId;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.KnownCheckpoints;
import dev.trm.jobs.NewJob;
import dev.trm.jobs.TrainSpec;
import dev.trm.jobs.TrainingSources;
import dev.trm.jobs.recipe.RecipeForm;
import dev.trm.puzzles.grid.GridLayout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DatasetsTest {
  private Datasets datasets;
  private JobStore jobs;
  private Recipes recipes;

  @BeforeEach
  void open() throws SQLException {
    DataSource source = TestDatabase.empty();
    datasets = new Datasets(source);
    recipes = new Recipes(source, List.of());
    jobs =
        new PostgresJobStore(
            source, new RetryPolicy(3, 3, Duration.ofSeconds(1), new Random(1)), List.of());
  }

  @Test
  void contentOfSeveralPartsIsReadAsItWasWritten() throws IOException {
    byte[] content = new byte[5 << 20]; // random bytes stay as long when compressed: six parts
    new Random(1).nextBytes(content);
    Dataset set = set("big", "ann");

    assertThat(datasets.add(set, gzip(content), Long.MAX_VALUE))
        .isInstanceOf(Datasets.Addition.Added.class);

    try (InputStream in = datasets.open(set.id())) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
    Dataset kept = datasets.find(set.id()).orElseThrow();
    assertThat(kept).usingRecursiveComparison().ignoringFields("createdAt").isEqualTo(set);
    assertThat(datasets.find("big")).contains(kept);
  }

  @Test
  void aNameBelongsToOneSetAndTheSameSetIsAddedOnce() throws IOException {
    Dataset set = set("mirror", "ann");

    assertThat(datasets.add(set, gzip(1), Long.MAX_VALUE))
        .isInstanceOf(Datasets.Addition.Added.class);
    assertThat(datasets.add(set, gzip(2), Long.MAX_VALUE))
        .isInstanceOf(Datasets.Addition.Added.class);
    assertThat(datasets.add(set("mirror", "bob"), gzip(3), Long.MAX_VALUE))
        .isInstanceOf(Datasets.Addition.NameTaken.class);

    try (InputStream in = datasets.open(set.id())) {
      assertThat(in.readAllBytes()).containsExactly(1);
    }
    assertThat(datasets.page(null, null, 10)).hasSize(1);
  }

  @Test
  void contentThatBreaksOffLeavesNothing() {
    Dataset set = set("broken", "ann");
    InputStream breaking =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("broke off");
          }
        };

    assertThatThrownBy(() -> datasets.add(set, breaking, Long.MAX_VALUE))
        .isInstanceOf(IOException.class)
        .hasMessage("broke off");
    assertThat(datasets.find("broken")).isEmpty();
    assertThatThrownBy(() -> datasets.open(set.id()))
        .hasMessage("there is no data set " + set.id());
  }

  @Test
  void aSubmitterKnowsItsOwnSetsOnly() throws IOException {
    Dataset anns = set("anns", "ann");
    Dataset bobs = set("bobs", "bob");
    datasets.add(anns, gzip(1), Long.MAX_VALUE);
    datasets.add(bobs, gzip(2), Long.MAX_VALUE);

    assertThat(datasets.known("ann").named("anns")).contains(anns.spec());
    assertThat(datasets.known("ann").named("bobs")).isEmpty();
    assertThat(datasets.known("ann").withId(bobs.id().toString())).isEmpty();
    assertThat(datasets.known("ann").withId("no id")).isEmpty();
    assertThat(datasets.known(null).withId(bobs.id().toString())).contains(bobs.spec());
    assertThat(datasets.page("ann", null, 10)).extracting(Dataset::name).containsExactly("anns");
    assertThat(datasets.page(null, bobs.id(), 10))
        .extracting(Dataset::name)
        .containsExactly("anns");
  }

  @Test
  void aSetThatARecipeNamesOrLetsEventsChooseStays() throws IOException {
    Dataset byName = set("by-name", "ann");
    Dataset byId = set("by-id", "ann");
    Dataset chosen = set("chosen", "ann");
    for (Dataset each : List.of(byName, byId, chosen)) {
      datasets.add(each, gzip(1), Long.MAX_VALUE);
    }
    recipe("first", "{'name': 'by-name'}", "{}");
    recipe(
        "second",
        "{'id': '" + byId.id() + "'}",
        "{'dataset.id': {'oneOf': ['" + byId.id() + "', '" + chosen.id() + "']}}");

    for (Dataset each : List.of(byName, byId, chosen)) {
      assertThat(datasets.remove(each.id(), "ann"))
          .as(each.name())
          .isEqualTo(new DatasetRemoval.InUse(0, 0, 1, 0));
    }
    recipes.delete("first", "ann");
    assertThat(datasets.remove(byName.id(), "ann")).isEqualTo(new DatasetRemoval.Removed());
  }

  private void recipe(String name, String dataset, String overrides) {
    String request =
        "{'job': {'model': 'm', 'dataset': " + dataset + "}, 'overrides': " + overrides + "}";
    recipes.create(
        UUID.randomUUID(),
        name,
        RecipeForm.parse(
            JobJson.parse(request.replace('\'', '"')),
            new TrainingSources(datasets.known(null), KnownCheckpoints.NONE)),
        new SealedSecret("k", new byte[] {1}),
        "ann");
  }

  @Test
  void aSetThatATrainingNamesStays() throws IOException {
    Dataset used = set("used", "ann");
    Dataset unused = set("unused", "ann");
    datasets.add(used, gzip(1), Long.MAX_VALUE);
    datasets.add(unused, gzip(2), Long.MAX_VALUE);
    TrainSpec training =
        TrainSpec.parse(
            JobJson.parse("{\"model\": \"m\", \"dataset\": {\"name\": \"used\"}}"),
            new TrainingSources(datasets.known("ann"), KnownCheckpoints.NONE));
    jobs.submit(List.of(NewJob.train(training, "ann")));

    assertThat(datasets.remove(used.id(), "ann")).isEqualTo(new DatasetRemoval.InUse(1, 0, 0, 0));
    assertThat(datasets.remove(unused.id(), "ann")).isEqualTo(new DatasetRemoval.Removed());
    assertThat(datasets.remove(unused.id(), "ann")).isEqualTo(new DatasetRemoval.NotThere());

    assertThat(datasets.find("used")).isPresent();
    assertThat(datasets.find("unused")).isEmpty();
    assertThatThrownBy(() -> datasets.open(unused.id())).isInstanceOf(IOException.class);
  }

  @Test
  void aSetThatAModelsGateEvaluatesOnStays() throws Exception {
    Dataset used = set("used", "ann");
    datasets.add(used, gzip(1), Long.MAX_VALUE);
    TestDatabase.execute(
        "INSERT INTO model (name, gate) VALUES ('m', '{\"evaluation\": {\"id\": \""
            + used.id()
            + "\"}}')");

    assertThat(datasets.remove(used.id(), "ann")).isEqualTo(new DatasetRemoval.InUse(0, 0, 0, 1));
  }

  private static Dataset set(String name, String submitter) {
    UUID id = JobId.next().value();
    return new Dataset(
        id,
        name,
        "grid",
        "ab".repeat(32),
        17,
        new GridLayout(3, 2, 10, true),
        9,
        1,
        10,
        0.1,
        7L,
        1,
        JobJson.parse("[{\"line\": 3, \"pointer\": \"/input\", \"reason\": \"input is missing\"}]"),
        submitter,
        Instant.EPOCH);
  }

  private static InputStream gzip(int each) throws IOException {
    return gzip(new byte[] {(byte) each});
  }

  private static InputStream gzip(byte[] content) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(compressed)) {
      out.write(content);
    }
    return new ByteArrayInputStream(compressed.toByteArray());
  }
}
