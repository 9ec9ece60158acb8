package dev.switchback.standalone.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** DESIGN.md section 2: dependencies point one way. */
@AnalyzeClasses(packages = "dev.switchback", importOptions = ImportOption.DoNotIncludeTests.class)
final class ModuleRulesTest {
    private static final String VIEWS = "dev.switchback.views..";
    private static final String PROCESSOR = "dev.switchback.processor..";
    private static final String CONTROL = "dev.switchback.control..";
    private static final String QUERY = "dev.switchback.query..";
    private static final String MIGRATIONS = "dev.switchback.migrations..";
    private static final String EMBEDDED = "dev.switchback.embedded..";
    private static final String STANDALONE = "dev.switchback.standalone..";

    @ArchTest
    static final ArchRule processorKnowsViewsOnly = noClasses()
            .that()
            .resideInAPackage(PROCESSOR)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CONTROL, QUERY, MIGRATIONS, EMBEDDED, STANDALONE);

    @ArchTest
    static final ArchRule controllerKnowsViewsOnly = noClasses()
            .that()
            .resideInAPackage(CONTROL)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PROCESSOR, QUERY, MIGRATIONS, EMBEDDED, STANDALONE);

    @ArchTest
    static final ArchRule queryApiKnowsViewsOnly = noClasses()
            .that()
            .resideInAPackage(QUERY)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PROCESSOR, CONTROL, MIGRATIONS, EMBEDDED, STANDALONE);

    @ArchTest
    static final ArchRule viewsKnowNobody = noClasses()
            .that()
            .resideInAPackage(VIEWS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PROCESSOR, CONTROL, QUERY, MIGRATIONS, EMBEDDED, STANDALONE);

    @ArchTest
    static final ArchRule migrationsAndEnginesKnowNobody = noClasses()
            .that()
            .resideInAnyPackage(MIGRATIONS, EMBEDDED)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(VIEWS, PROCESSOR, CONTROL, QUERY, STANDALONE);

    @ArchTest
    static final ArchRule viewsHaveNoWebAndNoStreams = noClasses()
            .that()
            .resideInAPackage(VIEWS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micronaut..", "jakarta.ws..", "org.apache.kafka.streams..");

    @ArchTest
    static final ArchRule adaptersIgnoreEachOther = slices().matching(
                    "dev.switchback.*.(postgres|clickhouse|redis|kafka|kubernetes)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule onlyAppsReadTheEnvironment = noClasses()
            .that()
            .resideInAnyPackage(VIEWS, PROCESSOR, CONTROL, QUERY, STANDALONE)
            .and()
            .resideOutsideOfPackage("..app..")
            .should()
            .callMethodWhere(target("reads the environment", "java.lang.System", "getenv"));

    /** The view manager is left out: manifest, plan and program are one vocabulary in three packages. */
    @ArchTest
    static final ArchRule packagesFormNoCycle = slices().matching(
                    "dev.switchback.(standalone|control|query|processor|embedded).(*)..")
            .should()
            .beFreeOfCycles();

    private static DescribedPredicate<JavaMethodCall> target(String description, String owner, String method) {
        return new DescribedPredicate<>(description) {
            @Override
            public boolean test(JavaMethodCall call) {
                JavaClass type = call.getTargetOwner();
                return type.getName().equals(owner) && call.getName().equals(method);
            }
        };
    }
}
