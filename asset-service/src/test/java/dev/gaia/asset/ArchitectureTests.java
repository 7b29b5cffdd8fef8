package dev.gaia.asset;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import dev.gaia.testing.architecture.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTests {

    private static final String PACKAGE = "dev.gaia.asset";
    private static final JavaClasses CLASSES = ArchitectureRules.productionClasses(PACKAGE);

    @ParameterizedTest
    @MethodSource("rules")
    void holds(ArchRule rule) {
        rule.check(CLASSES);
    }

    static Stream<ArchRule> rules() {
        return ArchitectureRules.common(PACKAGE);
    }
}
