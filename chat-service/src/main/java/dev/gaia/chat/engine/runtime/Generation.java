package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.FinishReason;
import dev.gaia.chat.engine.GenerationEvent;
import dev.gaia.chat.engine.TokenLogprobs;
import dev.gaia.chat.engine.TokenStream;
import dev.gaia.chat.engine.Usage;
import dev.gaia.chat.engine.sampling.Sampler;
import dev.gaia.chat.engine.sampling.StopCondition;
import dev.gaia.chat.engine.scheduler.Sequence;
import dev.gaia.chat.engine.tokenizer.IncrementalDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** One request on its way through the engine. Only the engine's thread calls it, but for what {@link TokenStream} has. */
final class Generation implements TokenStream {

    private final Sequence sequence;
    private final Sampler sampler;
    private final StopCondition stop;
    private final IncrementalDecoder decoder;
    private final Set<Integer> endTokens;
    private final Consumer<Generation> onCancel;
    private final long submittedNanos;
    private final Duration maxWait;
    private final Sinks.Empty<Void> started = Sinks.empty();

    /** Unbounded, but an answer's length is bounded: the engine never waits for a slow client. */
    private final Sinks.Many<GenerationEvent> sink = Sinks.many().unicast().onBackpressureBuffer();

    /** Of the tokens whose text has not been sent. */
    private final List<TokenLogprobs> logprobs = new ArrayList<>();

    private boolean begun;
    private long lastTokenNanos;
    private @Nullable FinishReason finishReason;
    private boolean finished;
    private final List<GenerationEvent> pending = new ArrayList<>();

    Generation(
            Sequence sequence,
            Sampler sampler,
            StopCondition stop,
            IncrementalDecoder decoder,
            Set<Integer> endTokens,
            Consumer<Generation> onCancel,
            long submittedNanos,
            Duration maxWait) {
        this.sequence = sequence;
        this.sampler = sampler;
        this.stop = stop;
        this.decoder = decoder;
        this.endTokens = endTokens;
        this.onCancel = onCancel;
        this.submittedNanos = submittedNanos;
        this.maxWait = maxWait;
    }

    // Whatever subscribers do must not take the engine thread's time.

    @Override
    public Mono<Void> started() {
        return started.asMono().publishOn(Schedulers.parallel());
    }

    @Override
    public Flux<GenerationEvent> events() {
        return sink.asFlux().doOnCancel(this::cancel).publishOn(Schedulers.parallel());
    }

    @Override
    public void cancel() {
        onCancel.accept(this);
    }

    Sequence sequence() {
        return sequence;
    }

    long submittedNanos() {
        return submittedNanos;
    }

    Duration maxWait() {
        return maxWait;
    }

    /** Whether it should have begun before now. */
    boolean isLate(long nowNanos) {
        return !begun && nowNanos - submittedNanos > maxWait.toNanos();
    }

    boolean hasBegun() {
        return begun;
    }

    void begin() {
        begun = true;
        started.tryEmitEmpty();
    }

    /** When the last token came; meaningless before the first. */
    long lastTokenNanos() {
        return lastTokenNanos;
    }

    void tokenAt(long nanos) {
        lastTokenNanos = nanos;
    }

    boolean isFinished() {
        return finished;
    }

    /** Empty while it is not finished, and when it failed. */
    Optional<FinishReason> finishReason() {
        return Optional.ofNullable(finishReason);
    }

    /** Takes the next token from these logits; what became text by it is sent by {@link #flush}. */
    void sample(float[] logits) {
        int token = sampler.next(logits);
        sequence.append(token);
        if (endTokens.contains(token) || sampler.stopsAt(token)) {
            finish(FinishReason.STOP);
            return;
        }
        sampler.logprobs(decoder::bytes).ifPresent(logprobs::add);
        send(stop.append(decoder.append(token)));
        if (stop.isMet() || sampler.isAtEnd()) {
            finish(FinishReason.STOP);
        } else if (sequence.isFull()) {
            finish(FinishReason.LENGTH);
        }
    }

    /** Sends what is there. Each event wakes a thread, which must not take the core from those who still sample. */
    void flush() {
        pending.forEach(sink::tryEmitNext);
        pending.clear();
        if (finishReason != null) {
            sink.tryEmitComplete();
        }
    }

    void fail(Throwable failure) {
        finished = true;
        flush();
        started.tryEmitError(failure);
        sink.tryEmitError(failure);
    }

    private void finish(FinishReason reason) {
        if (!stop.isMet()) {
            send(stop.append(decoder.flush()) + stop.flush());
        }
        finished = true;
        finishReason = reason;
        Usage usage = new Usage(sequence.promptTokens(), sequence.answerTokens(), sequence.reused());
        pending.add(new GenerationEvent.Finished(reason, usage));
    }

    private void send(String text) {
        if (!text.isEmpty()) {
            pending.add(new GenerationEvent.Text(text, logprobs));
            logprobs.clear();
        }
    }
}
