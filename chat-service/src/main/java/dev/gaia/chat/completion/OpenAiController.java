package dev.gaia.chat.completion;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gaia.chat.completion.ConversationTurns.Question;
import dev.gaia.chat.embedding.Embeddings;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.GenerationEvent;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.ModelDescription;
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
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(name = MaxWait.HEADER, required = false) @Nullable String maxWait,
            @RequestBody OpenAiRequest request,
            ServerWebExchange exchange) {
        long start = System.nanoTime();
        return Mono.defer(() -> {
            ChatProviders.Choice choice = completions.choose(request.model());
            GenerationRequest generation = request.toGeneration(caller, MaxWait.parse(maxWait));
            OpenAiReply.Form form = new OpenAiReply.Form(
                    request.wantsUsage(), generation.sampling().topLogprobs().isPresent(), request.serviceTier(), null);
            return completions
                    .start(() -> completions.admit(choice, generation))
                    .flatMap(completion ->
                            answer(completion, completion.answers(), request.wantsStream(), form, start, exchange));
        });
    }

    @PostMapping("/api/v1/chat")
    Mono<ResponseEntity<?>> chat(
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(name = "X-Response-Format", defaultValue = "openai") String format,
            @RequestHeader(name = MaxWait.HEADER, required = false) @Nullable String maxWait,
            @RequestBody ChatRequest request,
            ServerWebExchange exchange) {
        long start = System.nanoTime();
        UUID conversation = request.conversationId() == null
                ? null
                : CompatibleChatController.conversationId(request.conversationId());
        boolean streamed = Boolean.TRUE.equals(request.stream());
        Question question =
                new Question(request.said(), conversation, request.model(), streamed, MaxWait.parse(maxWait));
        return turns.begin(caller, question).flatMap(turn -> {
            Map<String, Object> metadata = metadata(turn.conversationId(), exchange);
            if ("v0.3".equals(format) && !streamed) {
                return CompatibleChatController.whole(turn.events()).map(text -> {
                    metadata.put("total_time_ms", OpenAiReply.millisSince(start));
                    return ok(turn.completion()).body(new ShortAnswer(text, text, turn.conversationId(), metadata));
                });
            }
            OpenAiReply.Form form = new OpenAiReply.Form(false, false, null, metadata);
            return answer(turn.completion(), List.of(turn.events()), streamed, form, start, exchange);
        });
    }

    private static ResponseEntity.BodyBuilder ok(Completions.Completion completion) {
        return ResponseEntity.ok().header(SpentTokens.HEADER, Long.toString(completion.tokens()));
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
            Completions.Completion completion,
            List<Flux<GenerationEvent>> answers,
            boolean streamed,
            OpenAiReply.Form form,
            long startNanos,
            ServerWebExchange exchange) {
        OpenAiReply reply = new OpenAiReply(clock.instant(), completion.model(), form, startNanos);
        if (streamed) {
            return stream.write(exchange.getResponse(), reply.chunks(answers), completion::cancel, completion::tokens)
                    .then(Mono.empty());
        }
        return reply.whole(answers).map(whole -> ok(completion).body(whole));
    }
}
