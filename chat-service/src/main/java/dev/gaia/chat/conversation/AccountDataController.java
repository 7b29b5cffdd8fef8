package dev.gaia.chat.conversation;

import dev.gaia.chat.blocking.Blocking;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** For auth-service: all that an account has here, to hand it out or to delete it. Repeating does no harm. */
@RestController
class AccountDataController {

    private final ConversationRepository repository;
    private final Blocking blocking;

    AccountDataController(ConversationRepository repository, Blocking blocking) {
        this.repository = repository;
        this.blocking = blocking;
    }

    record AccountData(List<ExportedConversation> conversations) {}

    record ExportedConversation(
            UUID id,
            String title,
            Instant createdAt,
            Instant updatedAt,
            List<ConversationController.MessageResponse> messages) {}

    @GetMapping("/internal/accounts/{account}")
    Mono<AccountData> export(@PathVariable UUID account) {
        return blocking.call(() -> new AccountData(repository.list(account, Integer.MAX_VALUE, 0).stream()
                .map(conversation -> exported(account, conversation))
                .toList()));
    }

    @DeleteMapping("/internal/accounts/{account}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> erase(@PathVariable UUID account) {
        return blocking.runToTheEnd(() -> repository.deleteAll(account));
    }

    private ExportedConversation exported(UUID account, Conversation conversation) {
        return new ExportedConversation(
                conversation.id(),
                conversation.title(),
                conversation.createdAt(),
                conversation.updatedAt(),
                repository.messages(account, conversation.id(), Integer.MAX_VALUE, 0).stream()
                        .map(ConversationController.MessageResponse::from)
                        .toList());
    }
}
