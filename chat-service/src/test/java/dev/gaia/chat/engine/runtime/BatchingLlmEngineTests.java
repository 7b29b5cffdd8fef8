package dev.gaia.chat.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gaia.chat.engine.Admission;
import dev.gaia.chat.engine.Admission.Admitted;
import dev.gaia.chat.engine.AnswerFormat;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.FinishReason;
import dev.gaia.chat.engine.GenerationEvent;
import dev.gaia.chat.engine.GenerationEvent.Finished;
import dev.gaia.chat.engine.GenerationEvent.Text;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.GoldenFiles;
import dev.gaia.chat.engine.Sampling;
import dev.gaia.chat.engine.TokenStream;
import dev.gaia.chat.engine.model.Precision;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("native")
class BatchingLlmEngineTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CAPITAL = "What is the capital of France?";

    private static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();
    private static BatchingLlmEngine engine;

    @BeforeAll
    static void start() throws IOException {
        EngineProperties properties = new Settings(Precision.FP32).places(3, 3).build();
        engine = BatchingLlmEngine.start(
                "default", GoldenFiles.defaultModel(), properties, new EngineMetrics(METERS, "default"));
    }

    @AfterAll
    static void stop() {
        engine.close();
        assertThat(engine.isAlive()).isFalse();
    }

    @Test
    void greedyAnswerIsThatOfTheReferenceAndEndsWithTheTurn() {
        List<GenerationEvent> events = answer(request(CAPITAL, 64, List.of()));

        assertThat(text(events)).isEqualTo("The capital of France is Paris.");
        assertThat(events.getLast()).isInstanceOfSatisfying(Finished.class, end -> {
            assertThat(end.reason()).isEqualTo(FinishReason.STOP);
            assertThat(end.usage().promptTokens()).isEqualTo(37);
            assertThat(end.usage().completionTokens()).isEqualTo(8);
        });
    }

    @Test
    void answerEndsAtItsLimitOfTokens() {
        List<GenerationEvent> events = answer(request(CAPITAL, 3, List.of()));

        assertThat(text(events)).isEqualTo("The capital of");
        assertThat(events.getLast())
                .isInstanceOfSatisfying(
                        Finished.class, end -> assertThat(end.reason()).isEqualTo(FinishReason.LENGTH));
    }

    @Test
    void stopTextEndsTheAnswerBeforeIt() {
        assertThat(text(answer(request(CAPITAL, 64, List.of("France"))))).isEqualTo("The capital of ");
    }

    @Test
    void answersMadeTogetherEqualThoseMadeAlone() {
        List<String> prompts = List.of(CAPITAL, "Name three colours.", "Count from one to five.", "Say hello.");
        List<String> alone = prompts.stream()
                .map(prompt -> text(answer(request(prompt, 24, List.of()))))
                .toList();

        List<TokenStream> together = prompts.stream()
                .map(prompt -> stream(request(prompt, 24, List.of())))
                .toList();

        assertThat(together.stream().map(BatchingLlmEngineTests::text)).isEqualTo(alone);
    }

    @Test
    void answerIsHeldToItsForm() {
        Map<String, Object> schema = Map.of(
                "type",
                "object",
                "properties",
                Map.of("city", Map.of("type", "string"), "large", Map.of("type", "boolean")),
                "required",
                List.of("city", "large"),
                "additionalProperties",
                false);
        Sampling held = new Sampling(
                new AnswerFormat.JsonSchema(schema),
                Map.of(),
                1,
                0,
                0,
                0,
                0,
                1,
                0,
                OptionalLong.empty(),
                OptionalInt.empty(),
                Set.of());

        String text = text(answer(new GenerationRequest(
                List.of(new ChatMessage(Role.USER, "Describe Paris as JSON with city and large.")),
                held,
                100,
                List.of())));

        JsonNode json = new JsonMapper().readTree(text);
        assertThat(json.propertyNames()).containsExactlyInAnyOrder("city", "large");
        assertThat(json.get("city").isString()).isTrue();
        assertThat(json.get("large").isBoolean()).isTrue();
    }

    @Test
    void schemaThatCannotBeHeldToIsRefusedAndTakesNoPlace() {
        Sampling unsupported = new Sampling(
                new AnswerFormat.JsonSchema(Map.of("type", "string", "pattern", "a+")),
                Map.of(),
                1,
                0,
                0,
                0,
                0,
                1,
                0,
                OptionalLong.empty(),
                OptionalInt.empty(),
                Set.of());
        GenerationRequest request =
                new GenerationRequest(List.of(new ChatMessage(Role.USER, "Hi")), unsupported, 8, List.of());

        for (int i = 0; i < 10; i++) {
            assertThat(engine.submit(request)).isInstanceOf(Admission.Unsupported.class);
        }
        assertThat(text(answer(request(CAPITAL, 3, List.of())))).isEqualTo("The capital of");
    }

    @Test
    void sameSeedGivesTheSameAnswer() {
        GenerationRequest seeded = new GenerationRequest(
                List.of(new ChatMessage(Role.USER, "Tell me a story.")),
                new Sampling(1, 0.9, 0, 0, 0, OptionalLong.of(99)),
                24,
                List.of());

        assertThat(text(answer(seeded))).isEqualTo(text(answer(seeded)));
    }

    @Test
    void fullQueueRefusesAtOnceAndCancellingMakesRoom() {
        List<TokenStream> streams = IntStream.range(0, 6)
                .mapToObj(_ -> stream(request("Write a long story.", 400, List.of())))
                .toList();

        assertThat(engine.submit(request(CAPITAL, 8, List.of())))
                .isInstanceOfSatisfying(
                        Admission.QueueFull.class,
                        full -> assertThat(full.retryAfter()).isPositive());

        streams.forEach(TokenStream::cancel);
        await().atMost(PATIENCE).until(() -> engine.submit(request(CAPITAL, 1, List.of())) instanceof Admitted);
        assertThat(METERS.counter("chat.engine.cancelled").count()).isGreaterThanOrEqualTo(6);
    }

    @Test
    void gaugesGoOnTellingAfterACollection() {
        System.gc();

        assertThat(METERS.get("chat.engine.running").gauge().value()).isNotNaN();
        assertThat(METERS.get("chat.engine.cache.use").gauge().value()).isBetween(0.0, 1.0);
    }

    @Test
    void secondTurnReadsOnlyWhatIsNew() {
        String story = "Once there was a lighthouse on a lonely rock. ".repeat(12);
        answer(request(story, 4, List.of()));
        double before = METERS.counter("chat.engine.tokens", "kind", "prompt").count();

        answer(request(story + "What stood there?", 4, List.of()));

        assertThat(METERS.counter("chat.engine.tokens", "kind", "prompt").count() - before)
                .isLessThan(40);
        assertThat(METERS.counter("chat.engine.prefix.hit.tokens").count()).isGreaterThan(100);
    }

    @Test
    void promptBeyondTheContextIsRefused() {
        assertThat(engine.submit(request("word ".repeat(600), 8, List.of())))
                .isInstanceOfSatisfying(Admission.PromptTooLong.class, refused -> {
                    assertThat(refused.tokens()).isGreaterThan(600);
                    assertThat(refused.limit()).isEqualTo(511);
                });
    }

    private static GenerationRequest request(String prompt, int maxTokens, List<String> stop) {
        return new GenerationRequest(List.of(new ChatMessage(Role.USER, prompt)), Sampling.GREEDY, maxTokens, stop);
    }

    private static TokenStream stream(GenerationRequest request) {
        return switch (engine.submit(request)) {
            case Admitted(List<TokenStream> answers) -> answers.getFirst();
            case Admission refusal -> throw new AssertionError(refusal);
        };
    }

    private static List<GenerationEvent> answer(GenerationRequest request) {
        return stream(request).events().timeout(PATIENCE).toStream().toList();
    }

    private static String text(TokenStream stream) {
        return text(stream.events().timeout(PATIENCE).toStream().toList());
    }

    private static String text(List<GenerationEvent> events) {
        return events.stream()
                .filter(Text.class::isInstance)
                .map(event -> ((Text) event).text())
                .collect(Collectors.joining());
    }
}
