package dev.trm.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Plain tests: ArchUnit's own engine finds no tests beside Quarkus' JUnit. */
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
  void gradientsStayInTheScript() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("ai.djl.training.GradientCollector")
        .because("graphs of NDArray operations give wrong gradients silently")
        .check(OURS);
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
