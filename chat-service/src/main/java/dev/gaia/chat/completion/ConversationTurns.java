package dev.gaia.chat.completion;

import dev.gaia.chat.blocking.Blocking;
import dev.gaia.chat.completion.Completions.Completion;
import dev.gaia.chat.conversation.Conversations;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.GenerationEvent;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.Priority;
import dev.gaia.chat.engine.Sampling;
import dev.gaia.chat.engine.Usage;
import dev.gaia.chat.provider.ChatProviders;
import dev.gaia.common.identity.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One question and its answer in a conversation. The answer is stored before its last event leaves; when it breaks off, what
 * there is of it is stored as partial.
 */
@Component
class ConversationTurns {

    private static final Logger log = LoggerFactory.getLogger(ConversationTurns.class);

    private static final Sampling SAMPLING = new Sampling(0.7, 0.9, 0, 0, 0, OptionalLong.empty());
    private static final int MAX_TOKENS = 512;

    private final Conversations conversations;
    private final Completions completions;
    private final PersonaProperties persona;
    private final Blocking blocking;

    ConversationTurns(
            Conversations conversations, Completions completions, PersonaProperties persona, Blocking blocking) {
        this.conversations = conversations;
        this.completions = completions;
        this.persona = persona;
        this.blocking = blocking;
    }

    /** A turn whose question is stored and whose answer is about to come. */
    record Turn(UUID conversationId, String model, Flux<GenerationEvent> events) {}

    /**
     * Fails with 404 before anything is stored when the conversation is not the caller's.
     *
     * @param said the new messages, the last of which is the question that is stored
     * @param conversation goes on with that one; {@code null} begins a new one
     */
    Mono<Turn> begin(Caller caller, List<ChatMessage> said, @Nullable UUID conversation, @Nullable String model) {
        return blocking.call(() -> {
            ChatProviders.Choice choice = completions.choose(model);
            boolean bringsPrompt = said.getFirst().role() == Role.SYSTEM;
            List<ChatMessage> messages = new ArrayList<>();
            if (bringsPrompt) {
                messages.add(said.getFirst());
            } else if (!persona.prompt().isBlank()) {
                messages.add(new ChatMessage(Role.SYSTEM, persona.prompt()));
            }
            if (conversation != null) {
                conversations.get(caller, conversation);
                conversations
                        .remembered(caller, conversation)
                        .forEach(message -> messages.add(new ChatMessage(message.role(), message.content())));
            }
            messages.addAll(bringsPrompt ? said.subList(1, said.size()) : said);
            Completion completion = completions.startTrimmed(
                    choice,
                    messages,
                    kept -> new GenerationRequest(
                            kept,
                            SAMPLING,
                            MAX_TOKENS,
                            List.of(),
                            caller.accountId().toString(),
                            Priority.INTERACTIVE));
            return storeQuestion(caller, said.getLast().content(), conversation, completion);
        });
    }

    private Turn storeQuestion(Caller caller, String question, @Nullable UUID conversation, Completion completion) {
        try {
            UUID id = conversation != null
                    ? conversation
                    : conversations
                            .create(caller, Conversations.titleOf(question))
                            .id();
            conversations.appendUser(id, question);
            return new Turn(id, completion.model(), storing(id, completion));
        } catch (RuntimeException failure) {
            completion.events().subscribe().dispose(); // frees the engine's slot
            throw failure;
        }
    }

    private Flux<GenerationEvent> storing(UUID conversation, Completion completion) {
        StringBuffer answer = new StringBuffer(); // whoever cancels is another thread
        AtomicBoolean stored = new AtomicBoolean();
        return completion
                .events()
                .concatMap(event -> switch (event) {
                    case GenerationEvent.Text(String text) -> {
                        answer.append(text);
                        yield Mono.just(event);
                    }
                    case GenerationEvent.Finished finished -> {
                        stored.set(true);
                        yield store(conversation, completion, answer.toString(), finished.usage())
                                .thenReturn(event);
                    }
                })
                .onErrorResume(failure ->
                        storePartial(conversation, completion, answer, stored).then(Mono.error(failure)))
                .doOnCancel(() ->
                        storePartial(conversation, completion, answer, stored).subscribe());
    }

    private Mono<Void> storePartial(
            UUID conversation, Completion completion, StringBuffer answer, AtomicBoolean stored) {
        String text = answer.toString();
        if (text.isEmpty() || !stored.compareAndSet(false, true)) {
            return Mono.empty();
        }
        return store(conversation, completion, text, null)
                .doOnError(failure -> log.warn("A partial answer could not be stored", failure))
                .onErrorComplete();
    }

    /** @param usage {@code null} for a partial answer */
    private Mono<Void> store(UUID conversation, Completion completion, String answer, @Nullable Usage usage) {
        return blocking.runToTheEnd(() -> conversations.appendAssistant(
                conversation,
                answer,
                completion.model(),
                completion.provider(),
                usage == null ? null : usage.totalTokens(),
                usage == null));
    }
}
