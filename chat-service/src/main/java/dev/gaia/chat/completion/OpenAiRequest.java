package dev.gaia.chat.completion;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.Priority;
import dev.gaia.chat.engine.Sampling;
import dev.gaia.common.identity.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request for a chat completion as OpenAI's API reference defines it, with {@code top_k}, {@code min_p}, {@code
 * repetition_penalty} and {@code stop_token_ids} as vLLM has them.
 *
 * @param further what changes nothing in the answer, such as {@code user}, or is refused
 */
record OpenAiRequest(
        @Nullable String model,
        @Nullable List<@Nullable OpenAiMessage> messages,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer maxTokens,
        @Nullable Integer maxCompletionTokens,
        @Nullable JsonNode stop,
        @Nullable Long seed,
        @Nullable Double presencePenalty,
        @Nullable Double frequencyPenalty,
        @Nullable Map<String, @Nullable Double> logitBias,
        @Nullable JsonNode responseFormat,
        @Nullable Integer n,
        @Nullable Boolean logprobs,
        @Nullable Integer topLogprobs,
        @Nullable String serviceTier,
        @Nullable Integer topK,
        @Nullable Double minP,
        @Nullable Double repetitionPenalty,
        @Nullable List<@Nullable Integer> stopTokenIds,
        @Nullable Boolean stream,
        @Nullable StreamOptions streamOptions,
        @JsonAnySetter @Nullable Map<String, @Nullable JsonNode> further) {

    private static final int DEFAULT_MAX_TOKENS = 1024;
    private static final int MOST_STOPS = 4;

    record StreamOptions(@Nullable Boolean includeUsage) {}

    /** @param content text, or a list of parts of which only those of type {@code text} are taken */
    record OpenAiMessage(
            @Nullable String role,
            @Nullable JsonNode content,
            @Nullable JsonNode toolCalls) {

        private ChatMessage toChatMessage() {
            if (toolCalls != null && !toolCalls.isEmpty()) {
                throw CompletionProblem.INVALID_PARAMETER.exception("tool_calls are not supported.");
            }
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
            return content.valueStream().map(OpenAiMessage::text).collect(Collectors.joining());
        }

        private static String text(JsonNode part) {
            if (!"text".equals(part.path("type").asString(""))
                    || !part.path("text").isString()) {
                throw CompletionProblem.INVALID_PARAMETER.exception("Only parts of type text are taken.");
            }
            return part.path("text").asString();
        }
    }

    boolean wantsStream() {
        return Boolean.TRUE.equals(stream);
    }

    boolean wantsUsage() {
        return streamOptions != null && Boolean.TRUE.equals(streamOptions.includeUsage());
    }

    /** @throws org.springframework.web.ErrorResponseException 400 when there are none, or one cannot be used */
    static List<ChatMessage> chatMessages(@Nullable List<@Nullable OpenAiMessage> messages) {
        if (messages == null || messages.isEmpty()) {
            throw CompletionProblem.EMPTY_MESSAGE.exception("messages must hold at least one message.");
        }
        List<ChatMessage> said = new ArrayList<>();
        for (OpenAiMessage message : messages) {
            if (message == null) {
                throw CompletionProblem.INVALID_PARAMETER.exception("messages must not hold null.");
            }
            said.add(message.toChatMessage());
        }
        return said;
    }

    GenerationRequest toGeneration(Caller caller, Optional<Duration> maxWait) {
        UnsupportedParameters.refuse(further == null ? Map.of() : further);
        try {
            return new GenerationRequest(
                    chatMessages(messages),
                    new Sampling(
                            ResponseFormat.from(responseFormat),
                            biases(),
                            orElse(repetitionPenalty, 1),
                            orElse(presencePenalty, 0),
                            orElse(frequencyPenalty, 0),
                            orElse(temperature, 1),
                            mostCandidates(),
                            orElse(topP, 1),
                            orElse(minP, 0),
                            seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
                            toldLogprobs(),
                            stopTokens()),
                    limit(),
                    stops(),
                    n == null ? 1 : n,
                    caller.accountId().toString(),
                    priority(),
                    maxWait);
        } catch (IllegalArgumentException outOfRange) {
            throw CompletionProblem.INVALID_PARAMETER.exception(outOfRange.getMessage() + ".");
        }
    }

    /** vLLM's −1 means all, too. */
    private int mostCandidates() {
        return topK == null || topK == -1 ? 0 : topK;
    }

    private Set<Integer> stopTokens() {
        Set<Integer> tokens = new HashSet<>();
        for (Integer token : stopTokenIds == null ? List.<@Nullable Integer>of() : stopTokenIds) {
            if (token == null) {
                throw new IllegalArgumentException("stop_token_ids must not hold null");
            }
            tokens.add(token);
        }
        return tokens;
    }

    private OptionalInt toldLogprobs() {
        int alternatives = topLogprobs == null ? 0 : topLogprobs;
        if (Boolean.TRUE.equals(logprobs)) {
            return OptionalInt.of(alternatives);
        }
        if (alternatives != 0) {
            throw new IllegalArgumentException("top_logprobs needs logprobs to be true");
        }
        return OptionalInt.empty();
    }

    private Priority priority() {
        return switch (serviceTier) {
            case null -> Priority.INTERACTIVE;
            case "priority" -> Priority.REALTIME;
            case "auto", "default" -> Priority.INTERACTIVE;
            case "flex" -> Priority.BATCH;
            default -> throw new IllegalArgumentException("service_tier is one of auto, default, priority and flex");
        };
    }

    private int limit() {
        if (maxCompletionTokens != null) {
            return maxCompletionTokens;
        }
        return maxTokens == null ? DEFAULT_MAX_TOKENS : maxTokens;
    }

    private Map<Integer, Double> biases() {
        Map<Integer, Double> biases = new HashMap<>();
        if (logitBias != null) {
            logitBias.forEach((token, bias) -> biases.put(tokenId(token), orElse(bias, 0)));
        }
        return biases;
    }

    private static int tokenId(String token) {
        try {
            return Integer.parseUnsignedInt(token);
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException("logit_bias names tokens by their ids", noNumber);
        }
    }

    private List<String> stops() {
        if (stop == null || stop.isNull()) {
            return List.of();
        }
        List<JsonNode> texts = stop.isArray() ? stop.valueStream().toList() : List.of(stop);
        if (texts.size() > MOST_STOPS || !texts.stream().allMatch(JsonNode::isString)) {
            throw CompletionProblem.INVALID_PARAMETER.exception(
                    "stop is a text or a list of " + MOST_STOPS + " texts at most.");
        }
        return texts.stream().map(JsonNode::asString).toList();
    }

    private static double orElse(@Nullable Double value, double otherwise) {
        return value == null ? otherwise : value;
    }
}
