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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    record Turn(UUID conversationId, Completion completion, Flux<GenerationEvent> events) {

        String model() {
            return completion.model();
        }
    }

    /**
     * What is asked.
     *
     * @param said the new messages, the last of which is the question that is stored
     * @param conversation goes on with that one; {@code null} begins a new one
     * @param live whether somebody sees or hears each word as it comes
     */
    record Question(
            List<ChatMessage> said,
            @Nullable UUID conversation,
            @Nullable String model,
            boolean live,
            Optional<Duration> maxWait) {

        String text() {
            return said.getLast().content();
        }
    }

    /** Fails before anything is stored: with 404 when the conversation is not the caller's, or when the model has no time. */
    Mono<Turn> begin(Caller caller, Question question) {
        return completions
                .start(() -> admit(caller, question))
                .flatMap(completion -> blocking.call(() -> storeQuestion(caller, question, completion)));
    }

    private Completion admit(Caller caller, Question question) {
        ChatProviders.Choice choice = completions.choose(question.model());
        List<ChatMessage> said = question.said();
        UUID conversation = question.conversation();
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
        return completions.admitTrimmed(
                choice,
                messages,
                kept -> new GenerationRequest(
                        kept,
                        SAMPLING,
                        MAX_TOKENS,
                        List.of(),
                        1,
                        caller.accountId().toString(),
                        question.live() ? Priority.REALTIME : Priority.INTERACTIVE,
                        question.maxWait()));
    }

    private Turn storeQuestion(Caller caller, Question question, Completion completion) {
        try {
            UUID id = question.conversation() != null
                    ? question.conversation()
                    : conversations
                            .create(caller, Conversations.titleOf(question.text()))
                            .id();
            conversations.appendUser(id, question.text());
            return new Turn(id, completion, storing(id, completion));
        } catch (RuntimeException failure) {
            completion.cancel();
            throw failure;
        }
    }

    private Flux<GenerationEvent> storing(UUID conversation, Completion completion) {
        StringBuffer answer = new StringBuffer(); // whoever cancels is another thread
        AtomicBoolean stored = new AtomicBoolean();
        return completion
                .events()
                .concatMap(event -> switch (event) {
                    case GenerationEvent.Text(String text, var _) -> {
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
