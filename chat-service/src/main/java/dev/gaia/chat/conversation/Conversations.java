package dev.gaia.chat.conversation;

import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.common.identity.Caller;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;

/** The conversations of whoever calls; everybody else's do not exist for them. All methods wait for the database. */
@Component
public class Conversations {

    private static final int TITLE_LENGTH = 60;
    private static final int REMEMBERED = 100;

    private final ConversationRepository repository;
    private final InstantSource clock;

    Conversations(ConversationRepository repository, InstantSource clock) {
        this.repository = repository;
        this.clock = clock;
    }

    public Conversation create(Caller caller, String title) {
        Conversation conversation =
                new Conversation(UUID.randomUUID(), caller.accountId(), title, clock.instant(), clock.instant());
        repository.insert(conversation);
        return conversation;
    }

    /** @throws ErrorResponseException 404 when it is not the caller's */
    public Conversation get(Caller caller, UUID id) {
        return repository.find(caller.accountId(), id).orElseThrow(Conversations::notFound);
    }

    List<Conversation> list(Caller caller, int limit, int offset) {
        return repository.list(caller.accountId(), limit, offset);
    }

    Conversation rename(Caller caller, UUID id, String title) {
        if (!repository.rename(caller.accountId(), id, title, clock.instant())) {
            throw notFound();
        }
        return get(caller, id);
    }

    void delete(Caller caller, UUID id) {
        if (!repository.delete(caller.accountId(), id)) {
            throw notFound();
        }
    }

    List<Message> messages(Caller caller, UUID id, int limit, int offset) {
        get(caller, id);
        return repository.messages(caller.accountId(), id, limit, offset);
    }

    /** What was said lately, for the model to go on from. */
    public List<Message> remembered(Caller caller, UUID id) {
        return repository.latest(caller.accountId(), id, REMEMBERED);
    }

    public void appendUser(UUID conversation, String content) {
        repository.append(
                conversation,
                new Message(UUID.randomUUID(), Role.USER, content, null, null, null, false, clock.instant()));
    }

    public void appendAssistant(
            UUID conversation,
            String content,
            String model,
            String provider,
            @Nullable Integer tokensUsed,
            boolean partial) {
        repository.append(
                conversation,
                new Message(
                        UUID.randomUUID(),
                        Role.ASSISTANT,
                        content,
                        model,
                        provider,
                        tokensUsed,
                        partial,
                        clock.instant()));
    }

    /** The beginning of a message, cut at a word. */
    public static String titleOf(String message) {
        String line = message.strip().replaceAll("\\s+", " ");
        if (line.length() <= TITLE_LENGTH) {
            return line;
        }
        int cut = line.lastIndexOf(' ', TITLE_LENGTH);
        int end = cut > 0 ? cut : TITLE_LENGTH - (Character.isHighSurrogate(line.charAt(TITLE_LENGTH - 1)) ? 1 : 0);
        return line.substring(0, end) + "…";
    }

    public static ErrorResponseException notFound() {
        return ConversationProblem.CONVERSATION_NOT_FOUND.exception("There is no such conversation.");
    }
}
