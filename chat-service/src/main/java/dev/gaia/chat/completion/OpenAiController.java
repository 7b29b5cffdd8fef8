package dev.gaia.chat.completion;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gaia.chat.completion.OpenAiAnswer.Choice;
import dev.gaia.chat.completion.OpenAiAnswer.Chunk;
import dev.gaia.chat.completion.OpenAiAnswer.ChunkChoice;
import dev.gaia.chat.completion.OpenAiAnswer.Completion;
import dev.gaia.chat.completion.OpenAiAnswer.Delta;
import dev.gaia.chat.completion.OpenAiAnswer.Message;
import dev.gaia.chat.completion.OpenAiAnswer.TokenUsage;
import dev.gaia.chat.embedding.Embeddings;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.FinishReason;
import dev.gaia.chat.engine.GenerationEvent;
import dev.gaia.chat.engine.ModelDescription;
import dev.gaia.chat.engine.Usage;
import dev.gaia.chat.provider.ChatProviders;
import dev.gaia.common.correlation.CorrelationId;
import dev.gaia.common.identity.Caller;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Chat as OpenAI's SDKs speak it: without memory under {@code /v1}, in a conversation under {@code /api/v1/chat}. */
@RestController
class OpenAiController {

    private static final Logger log = LoggerFactory.getLogger(OpenAiController.class);

    private final Completions completions;
    private final ConversationTurns turns;
    private final EventStream stream;
    private final Embeddings embeddings;
    private final InstantSource clock;
    private final Instant startedAt;

    OpenAiController(
            Completions completions,
            ConversationTurns turns,
            EventStream stream,
            Embeddings embeddings,
            InstantSource clock) {
        this.completions = completions;
        this.turns = turns;
        this.stream = stream;
        this.embeddings = embeddings;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /** @param precision what is not OpenAI's begins here */
    record Model(
            String id,
            String object,
            long created,
            String ownedBy,
            @Nullable String precision,
            @Nullable Integer contextTokens,
            String state) {}

    record Models(String object, List<Model> data) {}

    /** The compatible v1 body: a message of its own, or OpenAI's fields. */
    record ChatRequest(
            @Nullable String message,
            @Nullable List<OpenAiRequest.@Nullable OpenAiMessage> messages,
            @Nullable String conversationId,
            @Nullable String model,
            @Nullable Boolean stream) {

        List<ChatMessage> said() {
            if (message != null) {
                return List.of(new ChatMessage(Role.USER, CompatibleChatController.notEmpty(message)));
            }
            List<ChatMessage> said = OpenAiRequest.chatMessages(messages);
            if (said.getLast().role() != Role.USER) {
                throw CompletionProblem.INVALID_PARAMETER.exception("The last message must be the user's.");
            }
            CompatibleChatController.notEmpty(said.getLast().content());
            return said;
        }
    }

    /** The compatible v1 answer in the v0.3 shape. */
    record ShortAnswer(
            String response,
            String message,
            UUID conversationId,

            @JsonProperty("_metadata") Map<String, Object> metadata) {}

    private record Whole(String text, FinishReason reason, Usage usage) {}

    @GetMapping("/v1/models")
    Models models() {
        Stream<Model> chat = completions.models().stream()
                .map(choice -> model(choice.model(), choice.provider().name()));
        return new Models(
                "list", Stream.concat(chat, Stream.of(embeddingModel())).toList());
    }

    @GetMapping("/v1/models/{id}")
    Model model(@PathVariable String id) {
        Model embedding = embeddingModel();
        if (id.equals(embedding.id())) {
            return embedding;
        }
        ChatProviders.Choice choice = completions.choose(id);
        return model(choice.model(), choice.provider().name());
    }

    private Model embeddingModel() {
        return model(embeddings.model(), "local");
    }

    private Model model(ModelDescription model, String provider) {
        return new Model(
                model.id(),
                "model",
                startedAt.getEpochSecond(),
                provider,
                model.precision(),
                model.contextTokens(),
                model.state().name().toLowerCase(Locale.ROOT));
    }

    @PostMapping({"/v1/chat/completions", "/api/v1/chat/completions"})
    Mono<ResponseEntity<?>> complete(
            @AuthenticationPrincipal Caller caller, @RequestBody OpenAiRequest request, ServerWebExchange exchange) {
        return Mono.defer(() -> completions
                .start(completions.choose(request.model()), request.toGeneration(caller))
                .flatMap(completion -> answer(
                        completion.model(),
                        completion.events(),
                        request.wantsStream(),
                        request.wantsUsage(),
                        null,
                        System.nanoTime(),
                        exchange)));
    }

    @PostMapping("/api/v1/chat")
    Mono<ResponseEntity<?>> chat(
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(name = "X-Response-Format", defaultValue = "openai") String format,
            @RequestBody ChatRequest request,
            ServerWebExchange exchange) {
        long start = System.nanoTime();
        UUID conversation = request.conversationId() == null
                ? null
                : CompatibleChatController.conversationId(request.conversationId());
        return turns.begin(caller, request.said(), conversation, request.model())
                .flatMap(turn -> {
                    Map<String, Object> metadata = metadata(turn.conversationId(), exchange);
                    if ("v0.3".equals(format) && !Boolean.TRUE.equals(request.stream())) {
                        return CompatibleChatController.whole(turn.events()).map(text -> {
                            metadata.put("total_time_ms", millisSince(start));
                            return ResponseEntity.ok(new ShortAnswer(text, text, turn.conversationId(), metadata));
                        });
                    }
                    return answer(
                            turn.model(),
                            turn.events(),
                            Boolean.TRUE.equals(request.stream()),
                            false,
                            metadata,
                            start,
                            exchange);
                });
    }

    private static Map<String, Object> metadata(UUID conversation, ServerWebExchange exchange) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("conversation_id", conversation);
        metadata.put(
                "request_id",
                CorrelationId.from(exchange.getRequest().getHeaders().getFirst(CorrelationId.HEADER)));
        return metadata;
    }

    private Mono<ResponseEntity<?>> answer(
            String model,
            Flux<GenerationEvent> events,
            boolean streamed,
            boolean withUsage,
            @Nullable Map<String, Object> metadata,
            long startNanos,
            ServerWebExchange exchange) {
        if (streamed) {
            Flux<Object> chunks = chunks(model, events, withUsage, metadata, startNanos);
            return stream.write(exchange.getResponse(), chunks).then(Mono.empty());
        }
        return whole(events).map(answer -> {
            if (metadata != null) {
                metadata.put("total_time_ms", millisSince(startNanos));
            }
            return ResponseEntity.ok(new Completion(
                    OpenAiAnswer.newId(),
                    "chat.completion",
                    clock.instant().getEpochSecond(),
                    model,
                    List.of(new Choice(
                            0, new Message("assistant", answer.text()), OpenAiAnswer.wireName(answer.reason()))),
                    TokenUsage.from(answer.usage()),
                    metadata));
        });
    }

    private static Mono<Whole> whole(Flux<GenerationEvent> events) {
        StringBuilder text = new StringBuilder();
        return events.doOnNext(event -> {
                    if (event instanceof GenerationEvent.Text(String piece)) {
                        text.append(piece);
                    }
                })
                .ofType(GenerationEvent.Finished.class)
                .single()
                .map(finished -> new Whole(text.toString(), finished.reason(), finished.usage()))
                .onErrorMap(failure -> {
                    log.warn("An answer broke off", failure);
                    return CompletionProblem.GENERATION_FAILED.exception("The answer broke off. Try again.");
                });
    }

    private Flux<Object> chunks(
            String model,
            Flux<GenerationEvent> events,
            boolean withUsage,
            @Nullable Map<String, Object> metadata,
            long startNanos) {
        String id = OpenAiAnswer.newId();
        long created = clock.instant().getEpochSecond();
        Flux<Object> opening = Flux.just(chunk(id, created, model, new Delta("assistant", ""), null, metadata));
        Flux<Object> answer = events.concatMap(event -> switch (event) {
            case GenerationEvent.Text(String text) ->
                Flux.just(chunk(id, created, model, new Delta(null, text), null, null));
            case GenerationEvent.Finished finished -> {
                Map<String, Object> closing = metadata == null ? null : new LinkedHashMap<>(metadata);
                if (closing != null) {
                    closing.put("total_time_ms", millisSince(startNanos));
                }
                Object last = chunk(
                        id, created, model, new Delta(null, null), OpenAiAnswer.wireName(finished.reason()), closing);
                Flux<Object> ending = withUsage
                        ? Flux.just(
                                last,
                                new Chunk(
                                        id,
                                        "chat.completion.chunk",
                                        created,
                                        model,
                                        List.of(),
                                        TokenUsage.from(finished.usage()),
                                        null))
                        : Flux.just(last);
                yield ending.concatWith(Flux.just("[DONE]"));
            }
        });
        return opening.concatWith(answer).onErrorResume(failure -> {
            log.warn("An answer broke off", failure);
            return Flux.just(Map.of(
                    "error",
                    Map.of(
                            "message", "The answer broke off. Try again.",
                            "type", "server_error",
                            "code", "generation_failed")));
        });
    }

    private static Chunk chunk(
            String id,
            long created,
            String model,
            Delta delta,
            @Nullable String finishReason,
            @Nullable Map<String, Object> metadata) {
        return new Chunk(
                id,
                "chat.completion.chunk",
                created,
                model,
                List.of(new ChunkChoice(0, delta, finishReason)),
                null,
                metadata);
    }

    private static long millisSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }
}
