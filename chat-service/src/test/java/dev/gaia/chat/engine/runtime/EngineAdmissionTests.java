package dev.gaia.chat.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.gaia.chat.engine.Admission;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.FinishReason;
import dev.gaia.chat.engine.GenerationEvent;
import dev.gaia.chat.engine.GenerationEvent.Finished;
import dev.gaia.chat.engine.GenerationEvent.Text;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.GoldenFiles;
import dev.gaia.chat.engine.Priority;
import dev.gaia.chat.engine.Sampling;
import dev.gaia.chat.engine.TokenLogprobs;
import dev.gaia.chat.engine.TokenStream;
import dev.gaia.chat.engine.WaitTooLongException;
import dev.gaia.chat.engine.model.Precision;
import dev.gaia.chat.engine.sampling.SamplingBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;

/** Who is let in, who waits, who is sent away and what is told of an answer; on a tiny model with two places. */
@Tag("native")
class EngineAdmissionTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PLACES = 2;
    private static final int QUEUE = 6;

    /** No control token ever comes. */
    private static final Map<Integer, Double> NEVER_ENDS = Map.of(0, -100.0, 1, -100.0, 2, -100.0);

    private static final Sampling ENDLESS =
            new SamplingBuilder().logitBias(NEVER_ENDS).build();

    /** Of the tiny model's 128 tokens. */
    private static final DataSize CACHE_FOR_ONE = DataSize.ofKilobytes(64);

    @TempDir
    private static Path folder;

    private BatchingLlmEngine engine;

    @BeforeAll
    static void copyModel() throws IOException {
        GoldenFiles.copyTinyModel("llama", folder);
    }

    @BeforeEach
    void start() throws IOException {
        engine = start(DataSize.ofMegabytes(16), new SimpleMeterRegistry());
    }

    private static BatchingLlmEngine start(DataSize cache, SimpleMeterRegistry meters) throws IOException {
        EngineProperties properties = new Settings(Precision.FP32)
                .places(PLACES, QUEUE)
                .contextTokens(128)
                .kvCache(cache)
                .build();
        return BatchingLlmEngine.start("tiny", folder, properties, new EngineMetrics(meters, "tiny"));
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void everyTokensLogprobComesOnceAndInOrder() {
        Sampling told =
                new SamplingBuilder().logitBias(NEVER_ENDS).topLogprobs(3).build();

        List<GenerationEvent> events = events(admitted(request("Hi", told, 24)).getFirst());

        List<TokenLogprobs> logprobs = texts(events).stream()
                .flatMap(piece -> piece.logprobs().stream())
                .toList();
        assertThat(logprobs).hasSize(24).allSatisfy(place -> {
            assertThat(place.likeliest()).hasSize(3);
            assertThat(place.likeliest().getFirst().logprob())
                    .isGreaterThanOrEqualTo(place.chosen().logprob());
        });
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        logprobs.forEach(place -> place.chosen().bytes().forEach(bytes::write));
        assertThat(texts(events)).extracting(Text::text).doesNotContain("");
        assertThat(texts(events).stream().map(Text::text).collect(Collectors.joining()))
                .isEqualTo(bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void severalAnswersWithASeedDifferAndAreTheSameAgain() {
        Sampling seeded = new Sampling(1.5, 1, 0, 0, 0, OptionalLong.of(5));

        List<String> first = answers(several(3, seeded));
        List<String> again = answers(several(3, seeded));

        assertThat(first).doesNotHaveDuplicates().hasSize(3);
        assertThat(again).isEqualTo(first);
        assertThat(answers(several(1, seeded))).containsExactly(first.getFirst());
    }

    @Test
    void moreAnswersThanThereIsRoomForAreRefusedTogether() {
        List<TokenStream> six = admitted(several(6, ENDLESS));

        assertThat(engine.submit(several(3, ENDLESS))).isInstanceOf(Admission.QueueFull.class);
        List<TokenStream> two = admitted(several(2, ENDLESS));

        six.forEach(TokenStream::cancel);
        two.forEach(TokenStream::cancel);
    }

    @Test
    void promptThatWasReadBeforeIsToldAsCached() {
        String prompt = "A lighthouse on a lonely rock. ".repeat(2);
        Finished first =
                finished(events(admitted(request(prompt, Sampling.GREEDY, 2)).getFirst()));

        Finished second =
                finished(events(admitted(request(prompt, Sampling.GREEDY, 2)).getFirst()));

        assertThat(first.usage().cachedTokens()).isZero();
        assertThat(second.usage().cachedTokens())
                .isGreaterThan(second.usage().promptTokens() - 32)
                .isLessThan(second.usage().promptTokens());
    }

    @Test
    void requestThatHasWaitedTooLongIsSentAwayAndLeavesNothing() throws IOException {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (BatchingLlmEngine small = start(CACHE_FOR_ONE, meters)) {
            TokenStream first =
                    admitted(small, request("a".repeat(80), ENDLESS, 40)).getFirst();
            Flux<GenerationEvent> reading = first.events().replay().autoConnect();
            reading.blockFirst(PATIENCE);
            GenerationRequest impatient = new GenerationRequest(
                    List.of(new ChatMessage(Role.USER, "b".repeat(80))),
                    ENDLESS,
                    4,
                    List.of(),
                    1,
                    "",
                    Priority.INTERACTIVE,
                    Optional.of(Duration.ofMillis(1)));

            TokenStream late = admitted(small, impatient).getFirst(); // a place is free, memory is not

            assertThatExceptionOfType(WaitTooLongException.class)
                    .isThrownBy(() -> late.started().block(PATIENCE))
                    .satisfies(told ->
                            assertThat(told.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60)));
            assertThatExceptionOfType(WaitTooLongException.class)
                    .isThrownBy(() -> late.events().blockLast(PATIENCE));
            assertThat(meters.counter("chat.engine.refused", "reason", "expired")
                            .count())
                    .isEqualTo(1);
            assertThat(finished(reading.collectList().block(PATIENCE)).usage().completionTokens())
                    .isGreaterThan(10);
            await().atMost(PATIENCE)
                    .until(() -> meters.get("chat.engine.cache.use").gauge().value() == 0
                            && meters.get("chat.engine.waiting").gauge().value() == 0);
        }
    }

    @Test
    void requestThatWaitsIsStartedWhenAPlaceIsGivenBack() {
        List<TokenStream> running = admitted(several(PLACES, ENDLESS));
        TokenStream waiting = admitted(request("Hi", ENDLESS, 4)).getFirst();

        running.getFirst().cancel();

        waiting.started().block(PATIENCE);
        assertThat(finished(events(waiting)).reason()).isEqualTo(FinishReason.LENGTH);
        running.forEach(TokenStream::cancel);
    }

    @Test
    void cancellingBeforeTheStartGivesTheRoomBack() {
        List<TokenStream> streams = admitted(several(8, ENDLESS));

        streams.forEach(TokenStream::cancel);

        await().atMost(PATIENCE)
                .until(() -> engine.submit(several(8, ENDLESS)) instanceof Admission.Admitted(var more)
                        && more.stream().peek(TokenStream::cancel).count() == 8);
    }

    private static GenerationRequest request(String prompt, Sampling sampling, int maxTokens) {
        return new GenerationRequest(List.of(new ChatMessage(Role.USER, prompt)), sampling, maxTokens, List.of());
    }

    private static GenerationRequest several(int answers, Sampling sampling) {
        return new GenerationRequest(
                List.of(new ChatMessage(Role.USER, "Hi")),
                sampling,
                sampling.equals(ENDLESS) ? 1_000_000 : 12,
                List.of(),
                answers,
                "",
                Priority.INTERACTIVE,
                Optional.empty());
    }

    private List<TokenStream> admitted(GenerationRequest request) {
        return admitted(engine, request);
    }

    private static List<TokenStream> admitted(BatchingLlmEngine engine, GenerationRequest request) {
        return switch (engine.submit(request)) {
            case Admission.Admitted(List<TokenStream> answers) -> answers;
            case Admission refusal -> throw new AssertionError(refusal);
        };
    }

    private List<String> answers(GenerationRequest request) {
        return admitted(request).stream()
                .map(stream -> texts(events(stream)).stream().map(Text::text).collect(Collectors.joining()))
                .toList();
    }

    private static List<GenerationEvent> events(TokenStream stream) {
        return stream.events().timeout(PATIENCE).toStream().toList();
    }

    private static List<Text> texts(List<GenerationEvent> events) {
        return events.stream()
                .filter(Text.class::isInstance)
                .map(Text.class::cast)
                .toList();
    }

    private static Finished finished(@Nullable List<GenerationEvent> events) {
        return (Finished) Objects.requireNonNull(events).getLast();
    }
}
