package dev.switchback.load.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.switchback.views.engines.KafkaAddress;

/** ADR 142: benchmarks reach the product as its users do. That nothing depends on them, Maven sees to. */
@AnalyzeClasses(packages = "dev.switchback.load", importOptions = ImportOption.DoNotIncludeTests.class)
final class LoadRulesTest {
    @ArchTest
    static final ArchRule benchmarksUseNoInternals = noClasses()
            .that()
            .resideOutsideOfPackage("..load.micro..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.switchback.processor..",
                    "dev.switchback.control..",
                    "dev.switchback.query..",
                    "dev.switchback.migrations..",
                    "dev.switchback.embedded..");

    /** Reading the stores' marks is the one exception, wired in {@code app}. How to reach Kafka is no internal: users configure it. */
    @ArchTest
    static final ArchRule onlyAppReadsTheStores = noClasses()
            .that()
            .resideOutsideOfPackages("..load.app..", "..load.micro..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.switchback.views.*..").and(not(type(KafkaAddress.class))));

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("dev.switchback.load.(*)..").should().beFreeOfCycles();
}
