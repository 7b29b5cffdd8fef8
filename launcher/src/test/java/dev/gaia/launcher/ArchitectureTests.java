package dev.gaia.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import dev.gaia.testing.architecture.ArchitectureRules;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTests {

    private static final JavaClasses CLASSES = ArchitectureRules.productionClasses("dev.gaia.launcher");

    static Stream<ArchRule> rules() {
        return Stream.concat(
                ArchitectureRules.common("dev.gaia.launcher"),
                Stream.of(noClasses()
                        .should()
                        .callConstructor(InetSocketAddress.class, int.class)
                        .orShould()
                        .callConstructor(ServerSocket.class, int.class)
                        .because(
                                "without an address they listen on all of the machine's, and only loopback is bound")));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holds(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES); // all is one package, so that there are no slices
    }
}
