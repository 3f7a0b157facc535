package dev.trm.gateway.made;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.gateway.access.Needs;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.JsonBody;
import dev.trm.gateway.request.QueryFields;
import dev.trm.jobs.store.ApiKey.Role;
import dev.trm.puzzles.constraints.ConstraintBoard;
import dev.trm.puzzles.constraints.ConstraintsGenerator;
import dev.trm.puzzles.constraints.RatedConstraints;
import dev.trm.puzzles.constraints.Variant;
import dev.trm.puzzles.maze.LabelledMaze;
import dev.trm.puzzles.maze.Maze;
import dev.trm.puzzles.maze.MazeGenerator;
import dev.trm.puzzles.maze.MazeShape;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSize;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Makes puzzles, and reads them in the forms that people write. */
@Path("/v1/puzzles")
@Tag(name = "Solving")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class PuzzlesResource {
  private static final String DESCRIPTION =
      "The answer is a body of POST /v1/solve-jobs. Its header Content-Location is an address that"
          + " makes the same puzzle again.";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int MOST_SEED = 999_999_999;
  private static final int USUAL_MAZE = 10;
  private static final int SHARE_OF_GIVENS = 40;

  private final JsonBody json;

  @Inject
  PuzzlesResource(JsonBody json) {
    this.json = json;
  }

  /** A body of {@code POST /v1/solve-jobs} and of a line of its batch. */
  record MadePuzzle<G>(Content<G> puzzle) {
    /**
     * The puzzle.
     *
     * @param grid a text for a Sudoku, rows for a maze, an object for constraints
     */
    record Content<G>(String kind, G grid) {}
  }

  @GET
  @Path("/sudoku")
  @Operation(
      operationId = "makeSudoku",
      summary = "Make a Sudoku with one solution",
      description = DESCRIPTION)
  @Parameter(
      name = "size",
      in = ParameterIn.QUERY,
      description = "4, 6, 9 or 16.",
      schema = @Schema(type = SchemaType.INTEGER, defaultValue = "9"))
  @Parameter(
      name = "givens",
      in = ParameterIn.QUERY,
      description = "More where fewer would leave several solutions.",
      schema = @Schema(type = SchemaType.INTEGER, minimum = "0", maximum = "256"))
  @Parameter(
      name = "seed",
      in = ParameterIn.QUERY,
      schema = @Schema(type = SchemaType.INTEGER, minimum = "0", maximum = "999999999"))
  public RestResponse<MadePuzzle<String>> sudoku(@Context UriInfo uri) {
    QueryFields query = new QueryFields(uri);
    SudokuSize size = SudokuSize.NINE;
    Integer side = query.parsed("size", PuzzlesResource::side);
    if (side != null) {
      size = SudokuSize.ofSide(side);
    }
    int least = size == SudokuSize.SIXTEEN ? size.fewestGivens() : 0;
    int usual = Math.max(least, size.cells() * SHARE_OF_GIVENS / 100);
    int givens = query.integer("givens", usual, least, size.cells());
    int seed = seed(query);
    query.end();
    String grid = new SudokuGenerator(size, seed).withGivens(givens).puzzle().toString();
    return made("sudoku", grid, "size=" + size.side() + "&givens=" + givens + "&seed=" + seed);
  }

  @GET
  @Path("/constraints")
  @Operation(
      operationId = "makeConstraints",
      summary = "Make a variant of Sudoku with one solution",
      description = DESCRIPTION)
  @Parameter(
      name = "variant",
      in = ParameterIn.QUERY,
      description = "latin, x-sudoku, jigsaw or windoku.",
      schema = @Schema(type = SchemaType.STRING, defaultValue = "jigsaw"))
  @Parameter(
      name = "size",
      in = ParameterIn.QUERY,
      description = "4 to 9; of x-sudoku 4, 6, 8 or 9, of windoku 4 or 9.",
      schema = @Schema(type = SchemaType.INTEGER, minimum = "4", maximum = "9", defaultValue = "9"))
  @Parameter(
      name = "givens",
      in = ParameterIn.QUERY,
      description = "More where fewer would leave several solutions.",
      schema = @Schema(type = SchemaType.INTEGER, minimum = "0", maximum = "81"))
  @Parameter(
      name = "seed",
      in = ParameterIn.QUERY,
      schema = @Schema(type = SchemaType.INTEGER, minimum = "0", maximum = "999999999"))
  public RestResponse<MadePuzzle<JsonNode>> constraints(@Context UriInfo uri) {
    QueryFields query = new QueryFields(uri);
    Variant named = query.parsed("variant", Variant::of);
    Variant variant = named == null ? Variant.JIGSAW : named;
    int side =
        query.integer("size", Variant.MOST_SIDE, ConstraintBoard.LEAST_SIDE, Variant.MOST_SIDE);
    try {
      variant.requireSide(side);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(Problem.parameter("size", String.valueOf(e.getMessage())));
    }
    int cells = side * side;
    int givens = query.integer("givens", cells * SHARE_OF_GIVENS / 100, 0, cells);
    int seed = seed(query);
    query.end();
    RatedConstraints puzzle = new ConstraintsGenerator(variant, side, seed).withGivens(givens);
    return made(
        "constraints",
        puzzle.grid(puzzle.questionTokens()),
        "variant=" + variant.wire() + "&size=" + side + "&givens=" + givens + "&seed=" + seed);
  }

  @GET
  @Path("/maze")
  @Operation(
      operationId = "makeMaze",
      summary = "Make a maze with one shortest way",
      description = DESCRIPTION)
  @Parameter(
      name = "width",
      in = ParameterIn.QUERY,
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "3", maximum = "30", defaultValue = "10"))
  @Parameter(
      name = "height",
      in = ParameterIn.QUERY,
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "3", maximum = "30", defaultValue = "10"))
  @Parameter(
      name = "seed",
      in = ParameterIn.QUERY,
      schema = @Schema(type = SchemaType.INTEGER, minimum = "0", maximum = "999999999"))
  public RestResponse<MadePuzzle<List<String>>> maze(@Context UriInfo uri) {
    QueryFields query = new QueryFields(uri);
    int width = query.integer("width", USUAL_MAZE, Maze.LEAST_SIDE, Maze.MOST_SIDE);
    int height = query.integer("height", USUAL_MAZE, Maze.LEAST_SIDE, Maze.MOST_SIDE);
    int seed = seed(query);
    query.end();
    MazeShape shape = new MazeShape(width, height, true, Math.min(width, height) - 1);
    LabelledMaze made =
        new MazeGenerator(shape, seed)
            .next()
            .orElseThrow(
                () ->
                    new ProblemException(
                        Problem.parameter(
                            "seed", "seed is " + seed + ", which makes no maze of this size")));
    return made(
        "maze", made.question().rows(), "width=" + width + "&height=" + height + "&seed=" + seed);
  }

  private static <G> RestResponse<MadePuzzle<G>> made(String kind, G grid, String query) {
    return RestResponse.ResponseBuilder.ok(new MadePuzzle<>(new MadePuzzle.Content<>(kind, grid)))
        .header("Content-Location", "/v1/puzzles/" + kind + "?" + query)
        .build();
  }

  @POST
  @Path("/read")
  @Consumes({MediaType.TEXT_PLAIN, "text/csv"})
  @Needs(Role.READER)
  @Operation(
      operationId = "readPuzzles",
      summary = "Read puzzles that people have written",
      description =
          "Takes every form that docs/puzzle-files.md lists and gives each puzzle in the form that"
              + " a solve takes, and what is no puzzle by line. Nothing is stored, and the rules are"
              + " not checked.")
  @RequestBody(
      required = true,
      content =
          @org.eclipse.microprofile.openapi.annotations.media.Content(
              mediaType = MediaType.TEXT_PLAIN,
              schema = @Schema(type = SchemaType.STRING),
              examples =
                  @ExampleObject(
                      name = "in rows",
                      value = "|1 .|3 .|\n|. .|2 .|\n|---+---|\n|. 1|. .|\n|. 4|. 2|\n")))
  public ReadPuzzles read(@Nullable InputStream body) throws IOException {
    return ReadPuzzles.of(json.bytes(body));
  }

  private static int side(String text) {
    return switch (text) {
      case "4", "6", "9", "16" -> Integer.parseInt(text);
      default ->
          throw new IllegalArgumentException("size is '" + text + "'; it must be 4, 6, 9 or 16");
    };
  }

  private static int seed(QueryFields query) {
    return query.integer("seed", RANDOM.nextInt(MOST_SEED), 0, MOST_SEED);
  }
}
