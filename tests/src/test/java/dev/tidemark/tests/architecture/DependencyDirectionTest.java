package dev.tidemark.tests.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dependencies point one way, down the table at the end of the design. */
class DependencyDirectionTest {
  private static final String[] FLINK = {"org.apache.flink..", "org.apache.iceberg.flink.."};

  private static Modules modules;

  @BeforeAll
  static void readClasses() {
    modules = Modules.read();
  }

  /** A module and the modules of ours that it may use; what is not named it must not. */
  static Stream<Allowed> table() {
    return Stream.of(
        Allowed.of("table-definitions/model"),
        Allowed.of("udfs"),
        Allowed.of("checkpoints-config"),
        Allowed.of("deploy/local/stack"),
        Allowed.of("deploy/local/services/rest-catalog"),
        Allowed.of("iceberg-catalog/connect", "table-definitions/model"),
        Allowed.of("iceberg-catalog/lineage", "table-definitions/model", "iceberg-catalog/connect"),
        Allowed.of("iceberg-catalog/maintenance", "iceberg-catalog/lineage"),
        Allowed.of(
            "iceberg-catalog/compare",
            "table-definitions/model",
            "iceberg-catalog/connect",
            "iceberg-catalog/lineage"),
        Allowed.of(
            "jobs/connector",
            "table-definitions/model",
            "iceberg-catalog/connect",
            "iceberg-catalog/lineage",
            "iceberg-catalog/maintenance",
            "checkpoints-config"),
        Allowed.of(
            "jobs/pipeline",
            "table-definitions/model",
            "iceberg-catalog/connect",
            "iceberg-catalog/lineage",
            "checkpoints-config",
            "jobs/connector"),
        Allowed.of(
            "jobs/sql",
            "table-definitions/model",
            "iceberg-catalog/connect",
            "iceberg-catalog/lineage",
            "checkpoints-config",
            "jobs/connector",
            "jobs/pipeline"),
        Allowed.of(
            "jobs/order-lines",
            "table-definitions/model",
            "udfs",
            "jobs/connector",
            "jobs/pipeline"),
        Allowed.of(
            "jobs/product-catalog",
            "table-definitions/model",
            "udfs",
            "jobs/connector",
            "jobs/pipeline"),
        Allowed.of(
            "jobs/app", "table-definitions/model", "jobs/connector", "jobs/pipeline", "jobs/sql"),
        Allowed.of("jobs/query", "iceberg-catalog/connect", "iceberg-catalog/lineage"),
        Allowed.of(
            "jobs/examples",
            "table-definitions/model",
            "iceberg-catalog/connect",
            "iceberg-catalog/lineage",
            "jobs/connector",
            "jobs/pipeline",
            "jobs/sql"),
        Allowed.of(
            "control",
            "table-definitions/model",
            "iceberg-catalog/connect",
            "iceberg-catalog/lineage",
            "iceberg-catalog/compare",
            "iceberg-catalog/maintenance",
            "checkpoints-config",
            "deploy/local/stack"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void aModuleUsesOnlyModulesAboveItInTheTable(Allowed allowed) {
    Set<String> used = new TreeSet<>();
    for (JavaClass type : modules.classesOf(allowed.module())) {
      type.getDirectDependenciesFromSelf().stream()
          .flatMap(dependency -> modules.moduleOf(dependency.getTargetClass()).stream())
          .filter(module -> !module.equals(allowed.module()))
          .forEach(used::add);
    }
    assertThat(allowed.uses()).as("what %s may use", allowed.module()).containsAll(used);
  }

  @Test
  void everyModuleWithCodeStandsInTheTable() {
    assertThat(table().map(Allowed::module)).containsAll(modules.names());
  }

  @Test
  void definitionsUseNoEngineAndNoTableFormat() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.flink..", "org.apache.iceberg..", "org.apache.kafka..", "org.apache.avro..")
        .check(modules.classesOf("table-definitions/model"));
  }

  @Test
  void theCatalogNeverUsesFlink() {
    for (String module :
        List.of(
            "iceberg-catalog/connect",
            "iceberg-catalog/lineage",
            "iceberg-catalog/compare",
            "iceberg-catalog/maintenance")) {
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(FLINK)
          .check(modules.classesOf(module));
    }
  }

  @Test
  void theCommandUsesNeitherJobsNorTheFlinkRuntime() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.tidemark.connector..",
            "dev.tidemark.pipeline..",
            "dev.tidemark.jobs..",
            "org.apache.flink.runtime..",
            "org.apache.flink.streaming..",
            "org.apache.flink.table..",
            "org.apache.iceberg.flink..")
        .check(modules.classesOf("control"));
  }

  @Test
  void checkpointProfilesUseFlinksConfigurationOnly() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.flink.runtime..",
            "org.apache.flink.streaming..",
            "org.apache.flink.table..",
            "org.apache.iceberg..")
        .check(modules.classesOf("checkpoints-config"));
  }

  @Test
  void noCodeOfOursLiesInAnotherProjectsPackage() {
    assertThat(modules.all()).hasSizeGreaterThan(50);
    assertThat(modules.all()).allMatch(type -> type.getPackageName().startsWith("dev.tidemark"));
  }

  @Test
  void packagesHaveNoCycles() {
    // Every package is a slice of its own: dev.tidemark.(**).
    slices().matching("dev.tidemark.(**)").should().beFreeOfCycles().check(modules.all());
  }

  @Test
  void noPackageIsARubbishHeap() {
    noClasses()
        .should()
        .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..helpers..")
        .check(modules.all());
  }

  @Test
  void nothingIsInjectedIntoFields() {
    noFields()
        .should()
        .beAnnotatedWith(
            DescribedPredicate.describe(
                "an injection annotation", type -> type.getRawType().getName().endsWith(".Inject")))
        .check(modules.all());
  }

  @Test
  void aModuleHasPackagesOfItsOwn() {
    List<String> shared = new ArrayList<>();
    modules
        .packages()
        .forEach(
            (name, holders) -> {
              if (holders.size() > 1) {
                shared.add(name + " in " + holders);
              }
            });
    assertThat(shared).isEmpty();
  }

  private record Allowed(String module, List<String> uses) {
    static Allowed of(String module, String... uses) {
      return new Allowed(module, List.of(uses));
    }

    @Override
    public String toString() {
      return module;
    }
  }
}
