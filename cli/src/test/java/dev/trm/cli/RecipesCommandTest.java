package dev.trm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipesCommandTest {
  private static final String RECIPE =
      "{'name': 'small', 'job': {'model': 'm'}, 'on': [{'repository': 'acme/puzzles', 'refs':"
          + " ['refs/heads/main']}], 'overrides': {'training.steps': {'most': 500}}, 'limits':"
          + " {'perHour': 6, 'atOnce': 1}, 'enabled': true, 'by': 'operator', 'links': {'hook':"
          + " '/v1/hooks/ci/small'}}";

  @TempDir Path directory;
  private CannedGateway gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = new CannedGateway();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void recipesAreListed() {
    gateway.on("GET /v1/recipes", 200, "{'recipes': [" + RECIPE + "]}");

    assertThat(gateway.run("recipes")).isEqualTo(0);
    assertThat(gateway.out().lines())
        .containsExactly(
            "NAME   MODEL  FOR           AN HOUR  AT ONCE  BY        STATE",
            "small  m      acme/puzzles  6        1        operator");
  }

  @Test
  void whatIsShownCanBePutAsItIs() throws IOException {
    gateway.on("GET /v1/recipes/small", 200, RECIPE).on("PUT /v1/recipes/small", 200, RECIPE);
    assertThat(gateway.run("recipes", "show", "small")).isEqualTo(0);
    Path file = Files.writeString(directory.resolve("small.yaml"), gateway.out());

    assertThat(gateway.run("recipes", "put", file.toString())).isEqualTo(0);

    assertThat(gateway.seen("PUT /v1/recipes/small").get(0).json().toString())
        .isEqualTo(
            "{\"job\":{\"model\":\"m\"},\"on\":[{\"repository\":\"acme/puzzles\",\"refs\":"
                + "[\"refs/heads/main\"]}],\"overrides\":{\"training.steps\":{\"most\":500}},"
                + "\"limits\":{\"perHour\":6,\"atOnce\":1},\"enabled\":true}");
    assertThat(gateway.out()).endsWith("changed small" + System.lineSeparator());
  }

  @Test
  void newRecipesSecretIsAllThatIsPrinted() throws IOException {
    Path file = Files.writeString(directory.resolve("any.yaml"), "job: {model: m}\n");
    gateway
        .on("PUT /v1/recipes/small", 201, RECIPE.replace("'by'", "'secret': 'whsec_x', 'by'"))
        .on(
            "POST /v1/recipes/small/secret",
            200,
            RECIPE.replace("'by'", "'secret': 'whsec_y', 'by'"));

    assertThat(gateway.run("recipes", "put", file.toString(), "--name", "small")).isEqualTo(0);
    assertThat(gateway.run("recipes", "secret", "small", "--overlap", "PT1H")).isEqualTo(0);

    assertThat(gateway.out().lines()).containsExactly("whsec_x", "whsec_y");
    assertThat(gateway.err()).contains("the only time", "/v1/hooks/ci/small");
    assertThat(gateway.seen("POST /v1/recipes/small/secret").get(0).json().toString())
        .isEqualTo("{\"overlap\":\"PT1H\"}");
  }

  @Test
  void aFileThatIsNotThereIsSaidToBeMissing() {
    Path file = directory.resolve("nowhere.yaml");

    assertThat(gateway.run("recipes", "put", file.toString())).isEqualTo(2);

    assertThat(gateway.err().strip()).isEqualTo("trm: there is no file '" + file + "'");
  }

  @Test
  void theGatewayReadsTheNameAsItWasWritten() throws IOException {
    Path file = Files.writeString(directory.resolve("my small+1.yaml"), "job: {model: m}\n");
    gateway.on("PUT /v1/recipes/my small+1", 400, "{'detail': 'name is wrong'}");

    assertThat(gateway.run("recipes", "put", file.toString())).isEqualTo(1);

    assertThat(gateway.err().strip()).isEqualTo("trm: name is wrong");
  }

  @Test
  void recipeIsDeleted() {
    gateway.on("DELETE /v1/recipes/small", 204, "");

    assertThat(gateway.run("recipes", "delete", "small")).isEqualTo(0);
    assertThat(gateway.out()).contains("deleted small");
  }
}
