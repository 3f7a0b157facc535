package dev.trm.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Uses plain JUnit tests: ArchUnit's own engine finds no tests next to Quarkus' JUnit. */
class ArchitectureTest {

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.trm");

  @Test
  void puzzlesAndModelStandAlone() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.trm.puzzles..", "dev.trm.model..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.quarkus..", "jakarta..", "org.apache.kafka..", "java.sql..", "dev.trm.jobs..")
        .because("puzzles and the network are useful, and tested, without any job system")
        .check(OURS);
  }

  @Test
  void puzzlesKnowNoModel() {
    noClasses()
        .that()
        .resideInAPackage("dev.trm.puzzles..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.trm.model..")
        .because("the gateway checks puzzles and must start without native libraries")
        .check(OURS);
  }

  @Test
  void jobsKnowNoModel() {
    noClasses()
        .that()
        .resideInAPackage("dev.trm.jobs..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.trm.model..", "ai.djl..")
        .because("the gateway uses the job contract and must start without native libraries")
        .check(OURS);
  }

  @Test
  void modelFilesNeedNoEngine() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.trm.model",
            "dev.trm.model.checkpoint..",
            "dev.trm.model.torchsave..",
            "dev.trm.model.reference..",
            "dev.trm.gateway..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "ai.djl..",
            "dev.trm.model.torch..",
            "dev.trm.model.train..",
            "dev.trm.model.solve..",
            "dev.trm.model.search..",
            "dev.trm.model.parity..")
        .because("the gateway reads checkpoints and must start without native libraries")
        .check(OURS);
  }

  @Test
  void sqlStaysInTheStore() {
    noClasses()
        .that()
        .resideInAPackage("dev.trm..")
        .and()
        .resideOutsideOfPackages("dev.trm.jobs.store..", "dev.trm.embedded..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.sql..")
        .because("fencing by epoch is kept in one place; a second writer would forget it")
        .check(OURS);
  }

  @Test
  void servicesAskTheDatabaseForTheTime() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.trm.gateway..", "dev.trm.jobs..", "dev.trm.solver..", "dev.trm.trainer..")
        .and()
        .doNotHaveFullyQualifiedName("dev.trm.jobs.checkpoint.VerifiedFiles")
        .and()
        .doNotHaveFullyQualifiedName("dev.trm.jobs.JobId")
        .should()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .because(
            "the clocks of gateways and workers may be minutes apart; DatabaseClock is the one for"
                + " all, and CheckpointStore.now() for ages of files. What VerifiedFiles remembers is"
                + " of this process alone, and ids only have to be unique")
        .check(OURS);
  }

  @Test
  void gradientsStayInTheScript() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("ai.djl.training.GradientCollector")
        .because("graphs of NDArray operations give wrong gradients silently")
        .check(OURS);
  }

  /**
   * Two threads that log for the first time at once can deadlock if JBoss' log manager is on the
   * class path. Quarkus prevents this in the services' generated mains.
   */
  @Test
  void mainsInitialiseLoggingBeforeAnythingElse() throws IOException {
    // The broker's child process logs with Log4j, and the command line and parity do not have that
    // log manager.
    Set<String> others = Set.of("SingleNodeBroker.java", "Trm.java", "ParityMain.java");
    List<Path> mains;
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      mains =
          files
              .filter(file -> file.toString().matches(".*/src/main/java/.*\\.java"))
              .filter(file -> others.stream().noneMatch(file::endsWith))
              .filter(file -> text(file).contains("static void main("))
              .toList();
    }

    assertThat(mains).hasSizeGreaterThan(10);
    assertThat(mains)
        .allSatisfy(
            file ->
                assertThat(text(file))
                    .as("%s", file)
                    .containsPattern(
                        "static void main\\([^{]*\\{\\s*(//[^\n]*\\s*)*LogManager\\.getLogManager\\(\\);"));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void oneGateToNativeCode() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.trm.model.torch..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl.pytorch..")
        .because("the gate makes settings that belong to a thread, at every entry")
        .check(OURS);
  }
}
