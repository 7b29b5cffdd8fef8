package dev.gaia.chat.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.engine.Admission;
import dev.gaia.chat.engine.Admission.Admitted;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.GenerationEvent;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.GoldenFiles;
import dev.gaia.chat.engine.ModelDescription.State;
import dev.gaia.chat.engine.Sampling;
import dev.gaia.chat.engine.TokenStream;
import dev.gaia.chat.engine.kernel.VectorUnit;
import dev.gaia.chat.engine.model.Precision;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.util.unit.DataSize;

/** Real engines on the smallest models there are. */
@Tag("native")
@Timeout(300)
class SeveralModelsTests {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final List<Path> FILES =
            List.of(GoldenFiles.path("tiny/llama-q4_1.gguf"), GoldenFiles.path("tiny/qwen3-q8_0.gguf"));
    private static final List<String> IDS = List.of("llama-q4_1", "qwen3-q8_0");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        callers.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource(names = {"FP32", "INT8"})
    void bothAnswerAtOnceWhatEachAnswersAlone(Precision precision) throws IOException {
        assumeSupported(precision);
        try (ModelPool pool = pool(precision, DataSize.ofMegabytes(1), 2)) {
            List<String> alone = IDS.stream().map(id -> answer(pool, id, 0)).toList();
            assertThat(alone.getFirst()).isNotEqualTo(alone.getLast());

            List<CompletableFuture<String>> together = IntStream.range(0, 16)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> answer(pool, IDS.get(i % 2), 0), callers))
                    .toList();

            for (int i = 0; i < together.size(); i++) {
                assertThat(together.get(i).join()).isEqualTo(alone.get(i % 2));
            }
            assertThat(pool.models()).allMatch(model -> model.state() == State.LOADED);
            assertThat(loadedInMetrics()).containsExactlyInAnyOrderElementsOf(IDS);
        }
        assertThat(loadedInMetrics()).isEmpty();
        assertThat(meters.find("chat.engine.running").gauges()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"FP32", "INT8"})
    void requestsThatRaceWithUnloadingAreAllAnsweredRightly(Precision precision) throws IOException {
        assumeSupported(precision);
        try (ModelPool pool = pool(precision, DataSize.ofMegabytes(1), 1)) {
            List<String> alone = IntStream.range(0, 8)
                    .mapToObj(i -> answer(pool, IDS.get(i % 2), i / 2))
                    .toList();

            List<CompletableFuture<Integer>> racing = IntStream.range(0, 4)
                    .mapToObj(seed -> CompletableFuture.supplyAsync(() -> race(pool, alone, seed), callers))
                    .toList();

            assertThat(racing.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(4 * 40);
            assertThat(loadedInMetrics()).hasSize(1);
        }
    }

    /** @return how many answers were right */
    private static int race(ModelPool pool, List<String> alone, int seed) {
        Random random = new Random(seed);
        int right = 0;
        for (int i = 0; i < 40; i++) {
            int question = random.nextInt(alone.size());
            if (answer(pool, IDS.get(question % 2), question / 2).equals(alone.get(question))) {
                right++;
            }
        }
        return right;
    }

    /** A cache of 256 MB that stays behind at each change would be seen: ten changes are 2.5 GB. */
    @ParameterizedTest
    @EnumSource(names = {"FP32", "INT8"})
    void unloadingGivesTheMemoryBack(Precision precision) throws IOException {
        assumeSupported(precision);
        try (ModelPool pool = pool(precision, DataSize.ofMegabytes(256), 1)) {
            for (int i = 0; i < 4; i++) {
                answer(pool, IDS.get(i % 2), 0);
            }
            long before = addressSpaceMegabytes();

            for (int i = 0; i < 10; i++) {
                answer(pool, IDS.get(i % 2), 0);
            }

            assertThat(addressSpaceMegabytes() - before).isLessThan(1_000);
        }
    }

    @Test
    void brokenFileBesideAGoodOneFailsAlone() throws IOException {
        List<Path> files = List.of(FILES.getFirst(), firstMalformed());
        try (ModelPool pool = pool(files, Precision.FP32, DataSize.ofMegabytes(1), Long.MAX_VALUE)) {
            String broken = pool.models().getLast().id();

            assertThat(pool.submit(broken, request(0))).isInstanceOf(Admission.ModelRefused.class);

            assertThat(answer(pool, IDS.getFirst(), 0)).isNotEmpty();
            assertThat(pool.models().getLast().state()).isEqualTo(State.FAILED);
        }
    }

    @Test
    void memoryThatIsAskedForIsThatOfWeightsCacheAndAMargin() throws IOException {
        EngineProperties properties = properties(Precision.FP32, DataSize.ofMegabytes(256));

        long bytes = LoadedModel.bytes(GoldenFiles.defaultModel(), properties);

        assertThat(bytes >> 20).isBetween(134L * 4 + 256 + 100, 136L * 4 + 256 + 140);
    }

    private static void assumeSupported(Precision precision) {
        Assumptions.assumeTrue(precision != Precision.INT8 || VectorUnit.isSupported());
    }

    private static Path firstMalformed() throws IOException {
        try (var files = Files.walk(GoldenFiles.path("malformed"))) {
            return files.filter(file -> file.toString().endsWith(".gguf"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** @param loaded how many models there is room for */
    private ModelPool pool(Precision precision, DataSize cache, int loaded) throws IOException {
        EngineProperties properties = properties(precision, cache);
        long larger = Math.max(
                LoadedModel.bytes(FILES.getFirst(), properties), LoadedModel.bytes(FILES.getLast(), properties));
        return pool(FILES, precision, cache, loaded * larger);
    }

    private ModelPool pool(List<Path> files, Precision precision, DataSize cache, long budget) throws IOException {
        ModelPool pool = ModelPool.start(
                ConfiguredModel.all(
                        properties(precision, cache),
                        new ModelPoolProperties(files, DataSize.ofBytes(budget), PATIENCE),
                        meters),
                budget,
                PATIENCE,
                100);
        try {
            pool.awaitFirst();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        return pool;
    }

    private static EngineProperties properties(Precision precision, DataSize cache) {
        return new Settings(precision)
                .places(8, 8)
                .contextTokens(128)
                .kvCache(cache)
                .build();
    }

    private static String answer(ModelPool pool, String model, int question) {
        Admission admission = pool.submit(model, request(question));
        while (admission instanceof Admission.ModelUnavailable
                && !Thread.currentThread().isInterrupted()) {
            Thread.yield();
            admission = pool.submit(model, request(question));
        }
        if (!(admission instanceof Admitted(List<TokenStream> answers))) {
            throw new AssertionError(admission.toString());
        }
        return answers.getFirst()
                .events()
                .timeout(PATIENCE)
                .toStream()
                .filter(GenerationEvent.Text.class::isInstance)
                .map(event -> ((GenerationEvent.Text) event).text())
                .collect(Collectors.joining());
    }

    private static GenerationRequest request(int question) {
        return new GenerationRequest(
                List.of(new ChatMessage(Role.USER, "question " + question)), Sampling.GREEDY, 12, List.of());
    }

    private List<String> loadedInMetrics() {
        return meters.find("chat.engine.info").gauges().stream()
                .map(Gauge::getId)
                .map(id -> String.valueOf(id.getTag("model")))
                .toList();
    }

    private static long addressSpaceMegabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmSize:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow()
                / 1024;
    }
}
