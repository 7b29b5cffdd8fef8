package dev.gaia.chat.conversation;

import dev.gaia.common.problem.ProblemType;
import org.springframework.http.HttpStatus;

enum ConversationProblem implements ProblemType {
    CONVERSATION_NOT_FOUND("conversation-not-found", "No such conversation", HttpStatus.NOT_FOUND);

    private final String slug;
    private final String title;
    private final HttpStatus status;

    ConversationProblem(String slug, String title, HttpStatus status) {
        this.slug = slug;
        this.title = title;
        this.status = status;
    }

    @Override
    public String slug() {
        return slug;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public HttpStatus status() {
        return status;
    }
}
