package dev.gaia.chat.engine;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** An answer that a test gives piece by piece, before or after somebody has asked; silent until told to speak. */
public final class ScriptedAnswer {

    private final Sinks.Many<GenerationEvent> events = Sinks.many().unicast().onBackpressureBuffer();
    private final Sinks.Empty<Void> started = Sinks.empty();
    private final CompletableFuture<GenerationRequest> request = new CompletableFuture<>();
    private volatile boolean cancelled;
    private volatile boolean waits;
    private int pieces;

    ScriptedAnswer() {}

    public ScriptedAnswer say(String... texts) {
        for (String text : texts) {
            pieces++;
            events.emitNext(new GenerationEvent.Text(text), Sinks.EmitFailureHandler.FAIL_FAST);
        }
        return this;
    }

    /** Says one token of this text, for which there was one alternative. */
    public ScriptedAnswer sayWithLogprobs(String text, double logprob, String other, double otherLogprob) {
        pieces++;
        TokenLogprob chosen = new TokenLogprob(bytes(text), logprob);
        TokenLogprobs told = new TokenLogprobs(chosen, List.of(chosen, new TokenLogprob(bytes(other), otherLogprob)));
        events.emitNext(new GenerationEvent.Text(text, List.of(told)), Sinks.EmitFailureHandler.FAIL_FAST);
        return this;
    }

    private static List<Integer> bytes(String text) {
        return IntStream.range(0, text.getBytes(StandardCharsets.UTF_8).length)
                .mapToObj(i -> Byte.toUnsignedInt(text.getBytes(StandardCharsets.UTF_8)[i]))
                .toList();
    }

    /** Until {@link #start()}, as one that finds all places taken. */
    public ScriptedAnswer waits() {
        waits = true;
        return this;
    }

    public void start() {
        started.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);
    }

    /** It has waited too long. */
    public void expire(Duration retryAfter) {
        started.emitError(new WaitTooLongException(retryAfter), Sinks.EmitFailureHandler.FAIL_FAST);
    }

    public void finish() {
        finish(FinishReason.STOP);
    }

    /** Each piece counts as a token; the prompt has {@link ScriptedLlmEngine#PROMPT_TOKENS}. */
    public void finish(FinishReason reason) {
        Usage usage = new Usage(ScriptedLlmEngine.PROMPT_TOKENS, pieces, ScriptedLlmEngine.CACHED_TOKENS);
        events.emitNext(new GenerationEvent.Finished(reason, usage), Sinks.EmitFailureHandler.FAIL_FAST);
        events.emitComplete(Sinks.EmitFailureHandler.FAIL_FAST);
    }

    public void fail(RuntimeException reason) {
        events.emitError(reason, Sinks.EmitFailureHandler.FAIL_FAST);
    }

    public void failIfOpen(RuntimeException reason) {
        started.tryEmitError(reason);
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
        if (!waits) {
            started.tryEmitEmpty();
        }
        Flux<GenerationEvent> read = events.asFlux()
                .doOnCancel(() -> cancelled = true)
                .publishOn(Schedulers.parallel()); // as the real engine does
        return new TokenStream() {

            @Override
            public Mono<Void> started() {
                return started.asMono().publishOn(Schedulers.parallel());
            }

            @Override
            public void cancel() {
                cancelled = true;
            }

            @Override
            public Flux<GenerationEvent> events() {
                return read;
            }
        };
    }
}
