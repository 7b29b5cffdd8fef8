package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.Admission.Admitted;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.Sampling;
import dev.gaia.chat.engine.model.Precision;
import dev.gaia.common.environment.Termination;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.springframework.util.unit.DataSize;

/** An engine that is kept busy until its process is told to end, and closed then as Spring closes it. */
final class BusyEngineProcess {

    private static final int STREAMS = 6;

    private BusyEngineProcess() {}

    static void main(String[] arguments) throws IOException {
        Termination.exitsWithSuccess();
        EngineProperties properties = new Settings(Precision.valueOf(arguments[1]))
                .contextTokens(128)
                .kvCache(DataSize.ofMegabytes(4))
                .build();
        BatchingLlmEngine engine = BatchingLlmEngine.start(
                "tiny", Path.of(arguments[0]), properties, new EngineMetrics(new SimpleMeterRegistry(), "tiny"));
        Runtime.getRuntime().addShutdownHook(new Thread(engine::close));
        for (int i = 0; i < STREAMS; i++) {
            ask(engine);
        }
        System.out.println("busy");
    }

    /** Again and again: each answer that ends asks for the next. */
    private static void ask(BatchingLlmEngine engine) {
        GenerationRequest request =
                new GenerationRequest(List.of(new ChatMessage(Role.USER, "Go on.")), Sampling.GREEDY, 60, List.of());
        if (engine.submit(request) instanceof Admitted(var answers)) {
            answers.getFirst().events().subscribe(_ -> {}, _ -> {}, () -> ask(engine));
        }
    }
}
