package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.Admission.Admitted;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.Sampling;
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
import org.springframework.util.unit.DataSize;

/** Asks an engine so many times, and tells by how much heap and process have grown since the first fifth. */
final class SoakProcess {

    private static final int CLIENTS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private SoakProcess() {}

    static void main(String[] arguments) throws IOException {
        int requests = Integer.parseInt(arguments[1]);
        EngineProperties properties = new Settings(Precision.INT8)
                .places(CLIENTS, CLIENTS)
                .contextTokens(128)
                .kvCache(DataSize.ofMegabytes(1))
                .build();
        try (BatchingLlmEngine engine = BatchingLlmEngine.start(
                "tiny", Path.of(arguments[0]), properties, new EngineMetrics(new SimpleMeterRegistry(), "tiny"))) {
            ask(engine, requests / 5); // what is compiled and cached once is there by then
            long heap = usedHeap();
            long resident = resident();
            ask(engine, requests);
            System.out.println("grown " + (usedHeap() - heap) + " " + (resident() - resident));
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
