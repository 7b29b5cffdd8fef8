package dev.gaia.chat.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gaia.chat.engine.Admission;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.GenerationEvent;
import dev.gaia.chat.engine.GenerationEvent.Text;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.GoldenFiles;
import dev.gaia.chat.engine.Sampling;
import dev.gaia.chat.engine.TokenStream;
import dev.gaia.chat.engine.kernel.VectorUnit;
import dev.gaia.chat.engine.model.Precision;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.unit.DataSize;

/** Same seed, same answer, on every family and in every precision that is offered. */
@Tag("native")
class SameAnswerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CONTEXT = 128;
    private static final int ANSWER = 80;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @TempDir
    private Path folder;

    /** The memory holds one sequence of full length, so that of several some must yield, unless one has ended before the next comes. */
    @ParameterizedTest
    @MethodSource("modelsInEachPrecision")
    void answerIsTheSameAloneInCompanyAfterYieldingAndWithARememberedBeginning(String model, Precision precision)
            throws IOException {
        assumeTrue(!precision.isInteger() || VectorUnit.isSupported());
        copyModel(model);
        EngineProperties properties = new Settings(precision)
                .contextTokens(CONTEXT)
                .kvCache(DataSize.ofBytes(0))
                .stepTokens(16)
                .build();
        try (BatchingLlmEngine engine =
                BatchingLlmEngine.start("tiny", folder, properties, new EngineMetrics(meters, "tiny"))) {
            List<String> alone =
                    IntStream.range(0, 4).mapToObj(i -> text(submit(engine, i))).toList();
            double reused = count("chat.engine.prefix.hit.tokens");

            assertThat(text(submit(engine, 3))).isEqualTo(alone.get(3));
            assertThat(count("chat.engine.prefix.hit.tokens")).isGreaterThan(reused);

            for (int round = 0; round < 50 && count("chat.engine.preempted") == 0; round++) {
                List<TokenStream> together =
                        IntStream.range(0, 4).mapToObj(i -> submit(engine, i)).toList();
                assertThat(together.stream().map(SameAnswerTests::text)).isEqualTo(alone);
            }
            assertThat(count("chat.engine.preempted")).isPositive();
        }
    }

    static Stream<Arguments> modelsInEachPrecision() {
        return Stream.of("llama", "llama-rope-llama3", "mistral-window8", "qwen2", "qwen3")
                .flatMap(model -> Stream.of(Precision.values())
                        .filter(precision -> !precision.isInteger() || !model.startsWith("mistral"))
                        .map(precision -> Arguments.of(model, precision)));
    }

    private void copyModel(String model) throws IOException {
        GoldenFiles.copyTinyModel(model, folder);
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"chat_template\": \"{% for m in messages %}{{ m.content }}{% endfor %}\"}");
    }

    private static TokenStream submit(BatchingLlmEngine engine, int which) {
        GenerationRequest request = new GenerationRequest(
                List.of(new ChatMessage(Role.USER, which + " ships sail past the lighthouse " + which)),
                new Sampling(1, 0.95, 0, 0, 0, OptionalLong.of(40 + which)),
                ANSWER,
                List.of());
        return switch (engine.submit(request)) {
            case Admission.Admitted(List<TokenStream> answers) -> answers.getFirst();
            case Admission refused -> throw new AssertionError(refused.toString());
        };
    }

    private static String text(TokenStream stream) {
        List<GenerationEvent> events =
                stream.events().timeout(PATIENCE).toStream().toList();
        return events.stream()
                .filter(Text.class::isInstance)
                .map(event -> ((Text) event).text())
                .collect(Collectors.joining());
    }

    private double count(String meter) {
        return meters.counter(meter).count();
    }
}
