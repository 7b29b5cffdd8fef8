package dev.gaia.chat;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import dev.gaia.testing.architecture.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTests {

    private static final String PACKAGE = "dev.gaia.chat";
    private static final JavaClasses CLASSES = ArchitectureRules.productionClasses(PACKAGE);

    @ParameterizedTest
    @MethodSource("rules")
    void holds(ArchRule rule) {
        rule.check(CLASSES);
    }

    static Stream<ArchRule> rules() {
        return Stream.concat(ArchitectureRules.common(PACKAGE), engineRules());
    }

    private static Stream<ArchRule> engineRules() {
        return Stream.of(
                layeredArchitecture()
                        .consideringOnlyDependenciesInLayers()
                        .withOptionalLayers(true)
                        .layer("parts")
                        .definedBy(
                                "..engine.kvcache..", "..engine.model..", "..engine.sampling..", "..engine.tokenizer..")
                        .layer("kernel")
                        .definedBy("..engine.kernel..")
                        .layer("scheduler")
                        .definedBy("..engine.scheduler..")
                        .layer("runtime")
                        .definedBy("..engine.runtime..")
                        .whereLayer("runtime")
                        .mayNotBeAccessedByAnyLayer()
                        .whereLayer("scheduler")
                        .mayOnlyBeAccessedByLayers("runtime")
                        .whereLayer("parts")
                        .mayOnlyBeAccessedByLayers("scheduler", "runtime")
                        .whereLayer("kernel")
                        .mayOnlyBeAccessedByLayers("parts"),
                noClasses()
                        .that()
                        .resideInAPackage("..engine.kernel..")
                        .should()
                        .dependOnClassesThat()
                        .resideOutsideOfPackages("java..", "org.jspecify..", "..engine.kernel..")
                        .because("arithmetic knows nothing of models"),
                noClasses()
                        .that()
                        .resideOutsideOfPackages("..engine.model..", "..engine.tokenizer..", "..embedding..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("ai.djl..", "ai.onnxruntime..")
                        .because("only models and tokenizers touch native code"),
                noClasses()
                        .that()
                        .resideInAnyPackage("..engine.scheduler..", "..engine.kvcache..", "..engine.sampling..")
                        .should()
                        .dependOnClassesThat()
                        .resideOutsideOfPackages(
                                "java..",
                                "org.jspecify..",
                                "..chat.engine",
                                "..engine.scheduler..",
                                "..engine.kvcache..",
                                "..engine.sampling..")
                        .because("decisions are plain Java: no Spring, no tensors, no model"),
                noClasses()
                        .that()
                        .resideInAnyPackage("..engine.scheduler..", "..engine.kvcache..", "..engine.sampling..")
                        .should()
                        .callMethod(System.class, "nanoTime")
                        .orShould()
                        .callMethod(System.class, "currentTimeMillis")
                        .because("time comes in as an argument"));
    }
}
