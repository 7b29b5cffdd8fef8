package dev.gaia.chat.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** An answer that a test gives piece by piece, before or after somebody has asked; silent until told to speak. */
public final class ScriptedAnswer {

    private final Sinks.Many<GenerationEvent> events = Sinks.many().unicast().onBackpressureBuffer();
    private final CompletableFuture<GenerationRequest> request = new CompletableFuture<>();
    private volatile boolean cancelled;
    private int pieces;

    ScriptedAnswer() {}

    public ScriptedAnswer say(String... texts) {
        for (String text : texts) {
            pieces++;
            events.emitNext(new GenerationEvent.Text(text), Sinks.EmitFailureHandler.FAIL_FAST);
        }
        return this;
    }

    public void finish() {
        finish(FinishReason.STOP);
    }

    /** Each piece counts as a token; the prompt has {@link ScriptedLlmEngine#PROMPT_TOKENS}. */
    public void finish(FinishReason reason) {
        Usage usage = new Usage(ScriptedLlmEngine.PROMPT_TOKENS, pieces);
        events.emitNext(new GenerationEvent.Finished(reason, usage), Sinks.EmitFailureHandler.FAIL_FAST);
        events.emitComplete(Sinks.EmitFailureHandler.FAIL_FAST);
    }

    public void fail(RuntimeException reason) {
        events.emitError(reason, Sinks.EmitFailureHandler.FAIL_FAST);
    }

    public void failIfOpen(RuntimeException reason) {
        events.tryEmitError(reason);
    }

    /** What was asked; waits until it is. */
    public GenerationRequest request() {
        return request.orTimeout(10, TimeUnit.SECONDS).join();
    }

    public boolean isCancelled() {
        return cancelled;
    }

    TokenStream admit(GenerationRequest asked) {
        request.complete(asked);
        Flux<GenerationEvent> read = events.asFlux()
                .doOnCancel(() -> cancelled = true)
                .publishOn(Schedulers.parallel()); // as the real engine does
        return new TokenStream() {

            @Override
            public int promptTokens() {
                return ScriptedLlmEngine.PROMPT_TOKENS;
            }

            @Override
            public Flux<GenerationEvent> events() {
                return read;
            }
        };
    }
}
