package dev.gaia.auth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import dev.gaia.testing.architecture.ArchitectureRules;
import java.time.Clock;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTests {

    private static final JavaClasses CLASSES = ArchitectureRules.productionClasses("dev.gaia.auth");

    static Stream<ArchRule> rules() {
        return Stream.concat(
                ArchitectureRules.common("dev.gaia.auth"),
                Stream.of(
                        noClasses()
                                .that()
                                .resideOutsideOfPackages("..auth.token..", "..auth.region..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage("io.jsonwebtoken..", "com.nimbusds..", "javax.crypto..")
                                .because("only the token feature and the regions' directory touch keys and signatures"),
                        noClasses()
                                .that()
                                .resideOutsideOfPackage("..auth.credential..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage("org.springframework.security.crypto..")
                                .because("a password hashed elsewhere would escape the bounded pool"),
                        noClasses()
                                .should()
                                .callMethod(Instant.class, "now")
                                .orShould()
                                .callMethod(Clock.class, "systemUTC")
                                .because("time comes from the InstantSource")));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holds(ArchRule rule) {
        rule.check(CLASSES);
    }
}
