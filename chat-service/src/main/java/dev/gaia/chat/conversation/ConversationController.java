package dev.gaia.chat.conversation;

import dev.gaia.chat.blocking.Blocking;
import dev.gaia.common.identity.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The caller's conversations in the shapes of v0.3 and v1. */
@RestController
class ConversationController {

    private static final String UNTITLED = "New conversation";

    private final Conversations conversations;
    private final Blocking blocking;

    ConversationController(Conversations conversations, Blocking blocking) {
        this.conversations = conversations;
        this.blocking = blocking;
    }

    record TitledConversation(@Nullable @Size(max = 200) String title) {

        String effectiveTitle() {
            return title == null || title.isBlank() ? UNTITLED : title.strip();
        }
    }

    /** As v0.3 lists it. */
    record ListedConversation(UUID conversationId, String title, Instant createdAt) {

        static ListedConversation from(Conversation conversation) {
            return new ListedConversation(conversation.id(), conversation.title(), conversation.createdAt());
        }
    }

    record ListedConversations(List<ListedConversation> conversations) {}

    record CreatedConversation(UUID conversationId, String title) {}

    /** As v1 shows it. */
    record ConversationResponse(UUID id, String title, String preview, Instant createdAt, Instant updatedAt) {

        static ConversationResponse from(Conversation conversation) {
            return new ConversationResponse(
                    conversation.id(),
                    conversation.title(),
                    conversation.title(),
                    conversation.createdAt(),
                    conversation.updatedAt());
        }
    }

    record ConversationPage(List<ConversationResponse> conversations) {}

    record MessageResponse(
            UUID id,
            String role,
            String content,
            @Nullable String model,
            @Nullable String provider,
            @Nullable Integer tokensUsed,
            Instant createdAt) {

        static MessageResponse from(Message message) {
            return new MessageResponse(
                    message.id(),
                    message.role().wireName(),
                    message.content(),
                    message.model(),
                    message.provider(),
                    message.tokensUsed(),
                    message.createdAt());
        }
    }

    record MessagePage(List<MessageResponse> messages) {}

    @GetMapping("/api/v0.3/conversations")
    Mono<ListedConversations> listV03(@AuthenticationPrincipal Caller caller) {
        return blocking.call(() -> new ListedConversations(conversations.list(caller, 100, 0).stream()
                .map(ListedConversation::from)
                .toList()));
    }

    @PostMapping("/api/v0.3/conversations")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<CreatedConversation> createV03(
            @AuthenticationPrincipal Caller caller, @Valid @RequestBody TitledConversation request) {
        return blocking.call(() -> {
            Conversation made = conversations.create(caller, request.effectiveTitle());
            return new CreatedConversation(made.id(), made.title());
        });
    }

    @GetMapping("/api/v0.3/conversations/{id}")
    Mono<ListedConversation> getV03(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        return blocking.call(() -> ListedConversation.from(conversations.get(caller, id)));
    }

    @DeleteMapping({"/api/v0.3/conversations/{id}", "/api/v1/conversations/{id}"})
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> delete(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        return blocking.run(() -> conversations.delete(caller, id));
    }

    @GetMapping("/api/v1/conversations")
    Mono<ConversationPage> list(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(defaultValue = "50") @Min(1) @Max(200) int limit,
            @RequestParam(defaultValue = "0") @Min(0) int offset) {
        return blocking.call(() -> new ConversationPage(conversations.list(caller, limit, offset).stream()
                .map(ConversationResponse::from)
                .toList()));
    }

    @PostMapping("/api/v1/conversations")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<ConversationResponse> create(
            @AuthenticationPrincipal Caller caller, @Valid @RequestBody TitledConversation request) {
        return blocking.call(() -> ConversationResponse.from(conversations.create(caller, request.effectiveTitle())));
    }

    @GetMapping("/api/v1/conversations/{id}")
    Mono<ConversationResponse> get(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        return blocking.call(() -> ConversationResponse.from(conversations.get(caller, id)));
    }

    @PutMapping("/api/v1/conversations/{id}")
    Mono<ConversationResponse> rename(
            @AuthenticationPrincipal Caller caller,
            @PathVariable UUID id,
            @Valid @RequestBody TitledConversation request) {
        return blocking.call(
                () -> ConversationResponse.from(conversations.rename(caller, id, request.effectiveTitle())));
    }

    @GetMapping("/api/v1/conversations/{id}/messages")
    Mono<MessagePage> messages(
            @AuthenticationPrincipal Caller caller,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "100") @Min(1) @Max(500) int limit,
            @RequestParam(defaultValue = "0") @Min(0) int offset) {
        return blocking.call(() -> new MessagePage(conversations.messages(caller, id, limit, offset).stream()
                .map(MessageResponse::from)
                .toList()));
    }
}
