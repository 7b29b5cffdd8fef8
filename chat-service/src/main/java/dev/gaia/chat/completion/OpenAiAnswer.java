package dev.gaia.chat.completion;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gaia.chat.engine.FinishReason;
import dev.gaia.chat.engine.Usage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Answers as OpenAI's API reference defines them. */
final class OpenAiAnswer {

    private OpenAiAnswer() {}

    record Completion(
            String id,
            String object,
            long created,
            String model,
            List<Choice> choices,
            TokenUsage usage,

            @JsonProperty("_metadata") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Map<String, Object> metadata) {}

    record Choice(int index, Message message, String finishReason) {}

    record Message(String role, String content) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Chunk(
            String id,
            String object,
            long created,
            String model,
            List<ChunkChoice> choices,
            @Nullable TokenUsage usage,
            @JsonProperty("_metadata") @Nullable Map<String, Object> metadata) {}

    record ChunkChoice(int index, Delta delta, @Nullable String finishReason) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Delta(@Nullable String role, @Nullable String content) {}

    record TokenUsage(int promptTokens, int completionTokens, int totalTokens) {

        static TokenUsage from(Usage usage) {
            return new TokenUsage(usage.promptTokens(), usage.completionTokens(), usage.totalTokens());
        }
    }

    static String newId() {
        return "chatcmpl-" + UUID.randomUUID().toString().replace("-", "");
    }

    static String wireName(FinishReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
