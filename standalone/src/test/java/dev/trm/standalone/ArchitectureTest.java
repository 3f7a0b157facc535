package dev.trm.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.trm", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule puzzlesAndModelStandAlone =
      noClasses()
          .that()
          .resideInAnyPackage("dev.trm.puzzles..", "dev.trm.model..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.quarkus..", "jakarta..", "org.apache.kafka..", "java.sql..", "dev.trm.jobs..")
          .because("puzzles and the network are useful, and tested, without any job system");

  @ArchTest
  static final ArchRule puzzlesKnowNoModel =
      noClasses()
          .that()
          .resideInAPackage("dev.trm.puzzles..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.trm.model..")
          .because("the gateway checks puzzles and must start without native libraries");

  @ArchTest
  static final ArchRule jobsKnowNoModel =
      noClasses()
          .that()
          .resideInAPackage("dev.trm.jobs..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.trm.model..", "ai.djl..")
          .because("the gateway uses the job contract and must start without native libraries");

  @ArchTest
  static final ArchRule sqlStaysInTheStore =
      noClasses()
          .that()
          .resideInAPackage("dev.trm..")
          .and()
          .resideOutsideOfPackages("dev.trm.jobs.store..", "dev.trm.standalone..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.sql..")
          .because("fencing by epoch is kept in one place; a second writer would forget it");

  @ArchTest
  static final ArchRule gradientsStayInTheScript =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("ai.djl.training.GradientCollector")
          .because("graphs of NDArray operations give wrong gradients silently");

  @ArchTest
  static final ArchRule oneGateToNativeCode =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.trm.model.torch..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl.pytorch..")
          .because("the gate makes settings that belong to a thread, at every entry");
}
