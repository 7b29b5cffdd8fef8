package dev.gaia.chat.completion;

import dev.gaia.chat.completion.OpenAiAnswer.Choice;
import dev.gaia.chat.completion.OpenAiAnswer.Chunk;
import dev.gaia.chat.completion.OpenAiAnswer.ChunkChoice;
import dev.gaia.chat.completion.OpenAiAnswer.Completion;
import dev.gaia.chat.completion.OpenAiAnswer.Delta;
import dev.gaia.chat.completion.OpenAiAnswer.Logprobs;
import dev.gaia.chat.completion.OpenAiAnswer.Message;
import dev.gaia.chat.completion.OpenAiAnswer.TokenUsage;
import dev.gaia.chat.engine.GenerationEvent;
import dev.gaia.chat.engine.TokenLogprobs;
import dev.gaia.chat.engine.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes the answers to one request as OpenAI's API does, whole or in chunks. */
final class OpenAiReply {

    private static final Logger log = LoggerFactory.getLogger(OpenAiReply.class);

    private final String id = OpenAiAnswer.newId();
    private final Instant created;
    private final String model;
    private final Form form;
    private final long startNanos;

    /**
     * What it has beside the text.
     *
     * @param usage whether a stream ends with a chunk that tells the usage
     * @param serviceTier as the client asked for it
     * @param metadata of our own, in the first and the last chunk of a choice
     */
    record Form(
            boolean usage,
            boolean logprobs,
            @Nullable String serviceTier,
            @Nullable Map<String, Object> metadata) {}

    OpenAiReply(Instant created, String model, Form form, long startNanos) {
        this.created = created;
        this.model = model;
        this.form = form;
        this.startNanos = startNanos;
    }

    private record Whole(Choice choice, Usage usage) {}

    Mono<Completion> whole(List<Flux<GenerationEvent>> answers) {
        return Mono.zip(
                        IntStream.range(0, answers.size())
                                .mapToObj(index -> whole(index, answers.get(index)))
                                .toList(),
                        wholes -> completion(
                                Stream.of(wholes).map(Whole.class::cast).toList()))
                .onErrorMap(failure -> {
                    log.warn("An answer broke off", failure);
                    return CompletionProblem.GENERATION_FAILED.exception("The answer broke off. Try again.");
                });
    }

    private Mono<Whole> whole(int index, Flux<GenerationEvent> events) {
        StringBuilder said = new StringBuilder();
        List<TokenLogprobs> tokens = new ArrayList<>();
        return events.doOnNext(event -> {
                    if (event instanceof GenerationEvent.Text(String text, List<TokenLogprobs> logprobs)) {
                        said.append(text);
                        tokens.addAll(logprobs);
                    }
                })
                .ofType(GenerationEvent.Finished.class)
                .single()
                .map(finished -> new Whole(
                        new Choice(
                                index,
                                new Message("assistant", said.toString()),
                                Logprobs.from(tokens, form.logprobs()),
                                OpenAiAnswer.wireName(finished.reason())),
                        finished.usage()));
    }

    private Completion completion(List<Whole> wholes) {
        return new Completion(
                id,
                "chat.completion",
                created.getEpochSecond(),
                model,
                wholes.stream().map(Whole::choice).toList(),
                TokenUsage.from(
                        wholes.stream().map(Whole::usage).reduce(Usage::and).orElseThrow()),
                form.serviceTier(),
                closing());
    }

    /** The chunks of all choices as they come, then {@code [DONE]}; or an error object in its place. */
    Flux<Object> chunks(List<Flux<GenerationEvent>> answers) {
        AtomicReference<@Nullable Usage> used = new AtomicReference<>();
        Flux<Object> choices = Flux.merge(IntStream.range(0, answers.size())
                .mapToObj(index -> choice(index, answers.get(index), used))
                .toList());
        Flux<Object> end = Flux.defer(() -> form.usage() ? Flux.just(usage(used), "[DONE]") : Flux.just("[DONE]"));
        return choices.concatWith(end).onErrorResume(failure -> {
            log.warn("An answer broke off", failure);
            return Flux.just(Map.of(
                    "error",
                    Map.of(
                            "message", "The answer broke off. Try again.",
                            "type", "server_error",
                            "code", "generation_failed")));
        });
    }

    private Flux<Object> choice(int index, Flux<GenerationEvent> events, AtomicReference<@Nullable Usage> used) {
        Chunk opening = chunk(new ChunkChoice(index, new Delta("assistant", ""), null, null), form.metadata());
        return events.<Object>map(event -> switch (event) {
                    case GenerationEvent.Text(String text, List<TokenLogprobs> tokens) ->
                        chunk(
                                new ChunkChoice(
                                        index, new Delta(null, text), Logprobs.from(tokens, form.logprobs()), null),
                                null);
                    case GenerationEvent.Finished finished -> {
                        used.accumulateAndGet(
                                finished.usage(), (before, last) -> before == null ? last : before.and(last));
                        String reason = OpenAiAnswer.wireName(finished.reason());
                        yield chunk(new ChunkChoice(index, new Delta(null, null), null, reason), closing());
                    }
                })
                .startWith(opening);
    }

    private Chunk chunk(ChunkChoice choice, @Nullable Map<String, Object> metadata) {
        return chunk(List.of(choice), null, metadata);
    }

    private Chunk usage(AtomicReference<@Nullable Usage> used) {
        return chunk(List.of(), TokenUsage.from(Objects.requireNonNull(used.get())), null);
    }

    private Chunk chunk(List<ChunkChoice> choices, @Nullable TokenUsage usage, @Nullable Map<String, Object> metadata) {
        return new Chunk(
                id,
                "chat.completion.chunk",
                created.getEpochSecond(),
                model,
                choices,
                usage,
                form.serviceTier(),
                metadata);
    }

    private @Nullable Map<String, Object> closing() {
        if (form.metadata() == null) {
            return null;
        }
        Map<String, Object> closing = new LinkedHashMap<>(form.metadata());
        closing.put("total_time_ms", millisSince(startNanos));
        return closing;
    }

    static long millisSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }
}
