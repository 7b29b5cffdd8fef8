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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** One request on its way through the engine. Only the engine's thread calls it, but for {@link #events()}. */
final class Generation implements TokenStream {

    private final Sequence sequence;
    private final Sampler sampler;
    private final StopCondition stop;
    private final IncrementalDecoder decoder;
    private final Set<Integer> endTokens;
    private final Consumer<Generation> onCancel;
    private final long submittedNanos;

    /** Unbounded, but an answer's length is bounded: the engine never waits for a slow client. */
    private final Sinks.Many<GenerationEvent> sink = Sinks.many().unicast().onBackpressureBuffer();

    private final List<TokenLogprobs> logprobs = new ArrayList<>();
    private boolean finished;

    Generation(
            Sequence sequence,
            Sampler sampler,
            StopCondition stop,
            IncrementalDecoder decoder,
            Set<Integer> endTokens,
            Consumer<Generation> onCancel,
            long submittedNanos) {
        this.sequence = sequence;
        this.sampler = sampler;
        this.stop = stop;
        this.decoder = decoder;
        this.endTokens = endTokens;
        this.onCancel = onCancel;
        this.submittedNanos = submittedNanos;
    }

    @Override
    public int promptTokens() {
        return sequence.promptTokens();
    }

    @Override
    public Flux<GenerationEvent> events() {
        // Whatever subscribers do with an event must not take the engine thread's time.
        return sink.asFlux().doOnCancel(() -> onCancel.accept(this)).publishOn(Schedulers.parallel());
    }

    Sequence sequence() {
        return sequence;
    }

    long submittedNanos() {
        return submittedNanos;
    }

    boolean isFinished() {
        return finished;
    }

    /** Takes the next token from these logits and sends what became text by it. */
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

    void fail(Throwable failure) {
        finished = true;
        sink.tryEmitError(failure);
    }

    private void finish(FinishReason reason) {
        if (!stop.isMet()) {
            send(stop.append(decoder.flush()) + stop.flush());
        }
        finished = true;
        Usage usage = new Usage(sequence.promptTokens(), sequence.answerTokens());
        sink.tryEmitNext(new GenerationEvent.Finished(reason, usage, logprobs));
        sink.tryEmitComplete();
    }

    private void send(String text) {
        if (!text.isEmpty()) {
            sink.tryEmitNext(new GenerationEvent.Text(text));
        }
    }
}
