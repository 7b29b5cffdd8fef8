package dev.gaia.chat.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gaia.chat.engine.Admission.Admitted;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.GoldenFiles;
import dev.gaia.chat.engine.Sampling;
import dev.gaia.chat.engine.kernel.VectorUnit;
import dev.gaia.chat.engine.model.Precision;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

@Tag("native")
class SoakTests {

    private static final int REQUESTS = 100_000;
    private static final int CLIENTS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MEGABYTE = 1 << 20;

    @TempDir
    private Path model;

    @Test
    void hundredThousandRequestsLeaveNothingBehind() throws Exception {
        assumeTrue(VectorUnit.isSupported());
        Files.copy(GoldenFiles.path("tiny/tokenizer.json"), model.resolve("tokenizer.json"));
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(GoldenFiles.path("tiny/llama/" + file), model.resolve(file));
        }
        EngineProperties properties = new Settings(Precision.INT8)
                .places(CLIENTS, CLIENTS)
                .contextTokens(128)
                .kvCache(DataSize.ofMegabytes(1))
                .build();
        try (BatchingLlmEngine engine = BatchingLlmEngine.start(
                "tiny", model, properties, new EngineMetrics(new SimpleMeterRegistry(), "tiny"))) {
            ask(engine, REQUESTS / 5); // what is compiled and cached once is there by then
            long heap = usedHeap();
            long resident = resident();

            ask(engine, REQUESTS);

            assertThat(usedHeap() - heap).isLessThan(4 * MEGABYTE);
            assertThat(resident() - resident).isLessThan(64 * MEGABYTE);
            await().atMost(PATIENCE).until(engine::isIdle); // the last ones may just be leaving
        }
    }

    /** Prompts differ, so that the memory of past prompts is used up again and again; every seventh client leaves early. */
    private static void ask(BatchingLlmEngine engine, int requests) {
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            IntStream.range(0, requests)
                    .forEach(i -> clients.execute(() -> {
                        Admitted admitted = (Admitted) engine.submit(new GenerationRequest(
                                List.of(new ChatMessage(Role.USER, "The ship number " + i + " sails")),
                                new Sampling(1, 0.9, 0, 0, 0, OptionalLong.of(i)),
                                1 + i % 5,
                                List.of()));
                        admitted.answers()
                                .getFirst()
                                .events()
                                .take(i % 7 == 0 ? 1 : Long.MAX_VALUE)
                                .blockLast(PATIENCE);
                    }));
        }
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }
}
