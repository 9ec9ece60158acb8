package dev.switchback.load.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

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

    /** Reading the stores' marks is the one exception, wired in {@code app}. */
    @ArchTest
    static final ArchRule onlyAppReadsTheStores = noClasses()
            .that()
            .resideOutsideOfPackages("..load.app..", "..load.micro..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.switchback.views.*..");

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("dev.switchback.load.(*)..").should().beFreeOfCycles();
}
