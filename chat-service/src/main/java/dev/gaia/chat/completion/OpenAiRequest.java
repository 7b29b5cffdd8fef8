package dev.gaia.chat.completion;

import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.Sampling;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A request for a chat completion as OpenAI's API reference defines it; fields that are not here are ignored. */
record OpenAiRequest(
        @Nullable String model,
        @Nullable List<OpenAiMessage> messages,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer maxTokens,
        @Nullable Integer maxCompletionTokens,
        @Nullable JsonNode stop,
        @Nullable Long seed,
        @Nullable Double presencePenalty,
        @Nullable Double frequencyPenalty,
        @Nullable Integer n,
        @Nullable Boolean stream,
        @Nullable StreamOptions streamOptions) {

    private static final int DEFAULT_MAX_TOKENS = 1024;
    private static final int MOST_STOPS = 4;

    record StreamOptions(@Nullable Boolean includeUsage) {}

    /** @param content text, or a list of parts of which only those of type {@code text} are taken */
    record OpenAiMessage(@Nullable String role, @Nullable JsonNode content) {

        ChatMessage toChatMessage() {
            return new ChatMessage(toRole(), text());
        }

        private Role toRole() {
            return switch (role == null ? "" : role) {
                case "system", "developer" -> Role.SYSTEM;
                case "user" -> Role.USER;
                case "assistant" -> Role.ASSISTANT;
                default ->
                    throw CompletionProblem.INVALID_PARAMETER.exception(
                            "A message has the role '" + role + "'; system, developer, user and assistant are known.");
            };
        }

        private String text() {
            if (content == null || content.isNull()) {
                return "";
            }
            if (content.isString()) {
                return content.asString();
            }
            if (!content.isArray()) {
                throw CompletionProblem.INVALID_PARAMETER.exception(
                        "A message's content is a text or a list of parts.");
            }
            return content.valueStream()
                    .map(part -> {
                        if (!"text".equals(part.path("type").asString(""))) {
                            throw CompletionProblem.INVALID_PARAMETER.exception("Only parts of type text are taken.");
                        }
                        return part.path("text").asString("");
                    })
                    .collect(Collectors.joining());
        }
    }

    boolean wantsStream() {
        return Boolean.TRUE.equals(stream);
    }

    boolean wantsUsage() {
        return streamOptions != null && Boolean.TRUE.equals(streamOptions.includeUsage());
    }

    List<ChatMessage> chatMessages() {
        if (messages == null || messages.isEmpty()) {
            throw CompletionProblem.EMPTY_MESSAGE.exception("messages must hold at least one message.");
        }
        return messages.stream().map(OpenAiMessage::toChatMessage).toList();
    }

    GenerationRequest toGeneration() {
        if (n != null && n != 1) {
            throw CompletionProblem.INVALID_PARAMETER.exception("n must be 1.");
        }
        try {
            return new GenerationRequest(
                    chatMessages(),
                    new Sampling(
                            orElse(temperature, 1),
                            orElse(topP, 1),
                            0,
                            orElse(presencePenalty, 0),
                            orElse(frequencyPenalty, 0),
                            seed == null ? OptionalLong.empty() : OptionalLong.of(seed)),
                    limit(),
                    stops());
        } catch (IllegalArgumentException outOfRange) {
            throw CompletionProblem.INVALID_PARAMETER.exception(outOfRange.getMessage() + ".");
        }
    }

    private int limit() {
        if (maxCompletionTokens != null) {
            return maxCompletionTokens;
        }
        return maxTokens == null ? DEFAULT_MAX_TOKENS : maxTokens;
    }

    private List<String> stops() {
        if (stop == null || stop.isNull()) {
            return List.of();
        }
        List<String> texts = stop.isArray()
                ? stop.valueStream().map(text -> text.asString("")).toList()
                : List.of(stop.asString(""));
        if (texts.size() > MOST_STOPS) {
            throw CompletionProblem.INVALID_PARAMETER.exception("stop may hold " + MOST_STOPS + " texts at most.");
        }
        return texts;
    }

    private static double orElse(@Nullable Double value, double otherwise) {
        return value == null ? otherwise : value;
    }
}
