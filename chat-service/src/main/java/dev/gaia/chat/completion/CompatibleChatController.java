package dev.gaia.chat.completion;

import dev.gaia.chat.completion.ConversationTurns.Question;
import dev.gaia.chat.completion.ConversationTurns.Turn;
import dev.gaia.chat.conversation.Conversations;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.GenerationEvent;
import dev.gaia.common.identity.Caller;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The original platform's chat, v0.3: what its Unity, Unreal and web clients speak. */
@RestController
class CompatibleChatController {

    private static final Logger log = LoggerFactory.getLogger(CompatibleChatController.class);

    private final ConversationTurns turns;
    private final EventStream stream;
    private final InstantSource clock;

    CompatibleChatController(ConversationTurns turns, EventStream stream, InstantSource clock) {
        this.turns = turns;
        this.stream = stream;
        this.clock = clock;
    }

    record Say(
            @Nullable String message,
            @Nullable String conversationId,
            @Nullable Boolean stream) {}

    record Said(String response, UUID conversationId) {}

    @PostMapping("/api/v0.3/chat")
    Mono<ResponseEntity<?>> chat(
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(name = MaxWait.HEADER, required = false) @Nullable String maxWait,
            @RequestBody Say request,
            ServerWebExchange exchange) {
        long start = System.nanoTime();
        if (request.message() == null) {
            return Mono.just(ResponseEntity.badRequest().body(Map.of("error", "Missing required field: message")));
        }
        List<ChatMessage> question = List.of(new ChatMessage(Role.USER, notEmpty(request.message())));
        UUID conversation = conversationId(request.conversationId());
        boolean streamed = Boolean.TRUE.equals(request.stream());
        Mono<Turn> turn =
                turns.begin(caller, new Question(question, conversation, null, streamed, MaxWait.parse(maxWait)));
        if (streamed) {
            return turn.flatMap(begun -> stream.write(
                            exchange.getResponse(),
                            events(begun, start),
                            begun.completion()::cancel,
                            begun.completion()::tokens))
                    .then(Mono.empty());
        }
        return turn.flatMap(begun -> whole(begun.events())
                .map(answer -> ResponseEntity.ok()
                        .header(
                                SpentTokens.HEADER,
                                Long.toString(begun.completion().tokens()))
                        .body(new Said(answer, begun.conversationId()))));
    }

    static String notEmpty(String message) {
        if (message.isBlank()) {
            throw CompletionProblem.EMPTY_MESSAGE.exception("The message is empty.");
        }
        return message;
    }

    /** An id that no conversation can have names none. */
    static @Nullable UUID conversationId(@Nullable String id) {
        if (id == null || id.isBlank() || id.equals("new")) {
            return null;
        }
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException _) {
            throw Conversations.notFound();
        }
    }

    static Mono<String> whole(Flux<GenerationEvent> events) {
        return events.reduce(new StringBuilder(), (text, event) -> switch (event) {
                    case GenerationEvent.Text(String piece, var _) -> text.append(piece);
                    case GenerationEvent.Finished _ -> text;
                })
                .map(StringBuilder::toString)
                .onErrorMap(failure -> {
                    log.warn("An answer broke off", failure);
                    return CompletionProblem.GENERATION_FAILED.exception("The answer broke off. Try again.");
                });
    }

    private Flux<Map<String, Object>> events(Turn turn, long startNanos) {
        AtomicReference<@Nullable Long> firstMillis = new AtomicReference<>();
        SpeakableChunks chunks = new SpeakableChunks();
        Flux<Map<String, Object>> answer = turn.events()
                .concatMap(event -> switch (event) {
                    case GenerationEvent.Text(String text, var _) -> {
                        firstMillis.compareAndSet(null, millisSince(startNanos));
                        yield content(chunks.append(text));
                    }
                    case GenerationEvent.Finished _ ->
                        content(chunks.flush())
                                .concatWith(Flux.just(timing(firstMillis.get(), startNanos), Map.of("type", "done")));
                })
                .onErrorResume(failure -> {
                    log.warn("An answer broke off", failure);
                    return content(chunks.flush()).concatWith(Mono.just(error(failure)));
                });
        return Flux.concat(Mono.just(opening(turn)), answer);
    }

    private Map<String, Object> opening(Turn turn) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", "metadata");
        event.put("conversation_id", turn.conversationId());
        event.put("model", turn.model());
        event.put("timestamp", clock.instant().getEpochSecond());
        return event;
    }

    private static Flux<Map<String, Object>> content(String text) {
        if (text.isEmpty()) {
            return Flux.empty();
        }
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", "content");
        event.put("content", text);
        return Flux.just(event);
    }

    private static Map<String, Object> timing(@Nullable Long firstMillis, long startNanos) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", "metadata");
        event.put("time_to_first_chunk_ms", firstMillis == null ? millisSince(startNanos) : firstMillis);
        event.put("total_time_ms", millisSince(startNanos));
        return event;
    }

    private static Map<String, Object> error(Throwable failure) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", "error");
        event.put(
                "error",
                failure instanceof CancellationException
                        ? "The service is shutting down. Try again."
                        : "The answer broke off. Try again.");
        return event;
    }

    private static long millisSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }
}
