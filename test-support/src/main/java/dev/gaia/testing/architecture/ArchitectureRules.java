package dev.gaia.testing.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.web.bind.annotation.RestController;

/** What holds in every module, whatever it does. */
public final class ArchitectureRules {

    private ArchitectureRules() {}

    /** The production classes of a package and its children. */
    public static JavaClasses productionClasses(String packageName) {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(packageName);
    }

    /** @param packageName the module's base package, for example {@code dev.gaia.chat} */
    public static Stream<ArchRule> common(String packageName) {
        return Stream.of(
                slices().matching(packageName + ".(**)").should().beFreeOfCycles(),
                classes()
                        .that()
                        .areAnnotatedWith(RestController.class)
                        .should()
                        .notBePublic()
                        .allowEmptyShould(true),
                classes()
                        .that()
                        .areAnnotatedWith(ConfigurationProperties.class)
                        .should()
                        .beRecords()
                        .allowEmptyShould(true),
                fields().should().notBeAnnotatedWith(Autowired.class).allowEmptyShould(true),
                noClasses()
                        .should()
                        .haveSimpleNameEndingWith("Impl")
                        .orShould()
                        .haveSimpleNameEndingWith("Util")
                        .orShould()
                        .haveSimpleNameEndingWith("Utils")
                        .orShould()
                        .haveSimpleNameEndingWith("Helper"),
                noClasses()
                        .that(resideInAPackage(packageName + ".."))
                        .should()
                        .callMethod(Thread.class, "sleep", long.class)
                        .because("waiting belongs to a scheduler or to the caller")
                        .allowEmptyShould(true));
    }
}
