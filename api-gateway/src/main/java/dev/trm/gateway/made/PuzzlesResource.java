package dev.trm.gateway.made;

import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.gateway.request.QueryFields;
import dev.trm.puzzles.maze.LabelledMaze;
import dev.trm.puzzles.maze.Maze;
import dev.trm.puzzles.maze.MazeGenerator;
import dev.trm.puzzles.maze.MazeShape;
import dev.trm.puzzles.sudoku.SudokuGenerator;
import dev.trm.puzzles.sudoku.SudokuSize;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.security.SecureRandom;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Makes puzzles that nobody has seen before. */
@Path("/v1/puzzles")
@Tag(name = "Solving")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class PuzzlesResource {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int MOST_SEED = 999_999_999;
  private static final int USUAL_MAZE = 10;
  private static final int SHARE_OF_GIVENS = 40;

  /**
   * A Sudoku with one solution.
   *
   * @param seed that makes it again
   */
  record SudokuView(String kind, String grid, int givens, int seed) {}

  /**
   * A maze with a way.
   *
   * @param steps of the shortest way
   * @param seed that makes it again
   */
  record MazeView(String kind, List<String> grid, int steps, int seed) {}

  @GET
  @Path("/sudoku")
  @Operation(
      operationId = "makeSudoku",
      summary = "Make a Sudoku with one solution",
      description = "In the form that a solve takes. The same seed makes the same one again.")
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
  public SudokuView sudoku(@Context UriInfo uri) {
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
    return new SudokuView(
        "sudoku", grid, (int) grid.chars().filter(symbol -> symbol != '.').count(), seed);
  }

  @GET
  @Path("/maze")
  @Operation(
      operationId = "makeMaze",
      summary = "Make a maze with one shortest way",
      description = "In the form that a solve takes. The same seed makes the same one again.")
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
  public MazeView maze(@Context UriInfo uri) {
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
    return new MazeView("maze", made.question().rows(), made.steps(), seed);
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
