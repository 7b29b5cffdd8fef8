package dev.gaia.chat.completion;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gaia.chat.engine.FinishReason;
import dev.gaia.chat.engine.TokenLogprob;
import dev.gaia.chat.engine.TokenLogprobs;
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

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String serviceTier,

            @JsonProperty("_metadata") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Map<String, Object> metadata) {}

    record Choice(
            int index,
            Message message,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Logprobs logprobs,

            String finishReason) {}

    record Logprobs(List<TokenChoice> content) {

        /** @return {@code null} where none were asked for */
        static @Nullable Logprobs from(List<TokenLogprobs> tokens, boolean asked) {
            return asked ? new Logprobs(tokens.stream().map(TokenChoice::from).toList()) : null;
        }
    }

    record TokenChoice(String token, double logprob, List<Integer> bytes, List<Alternative> topLogprobs) {

        private static TokenChoice from(TokenLogprobs told) {
            Alternative chosen = Alternative.from(told.chosen());
            return new TokenChoice(
                    chosen.token(),
                    chosen.logprob(),
                    chosen.bytes(),
                    told.likeliest().stream().map(Alternative::from).toList());
        }
    }

    record Alternative(String token, double logprob, List<Integer> bytes) {

        /** What OpenAI tells instead of what JSON cannot write. */
        private static final double LEAST = -9999;

        private static Alternative from(TokenLogprob told) {
            return new Alternative(told.text(), Math.max(LEAST, told.logprob()), told.bytes());
        }
    }

    record Message(String role, String content) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Chunk(
            String id,
            String object,
            long created,
            String model,
            List<ChunkChoice> choices,
            @Nullable TokenUsage usage,
            @Nullable String serviceTier,
            @JsonProperty("_metadata") @Nullable Map<String, Object> metadata) {}

    record ChunkChoice(
            int index,
            Delta delta,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Logprobs logprobs,

            @Nullable String finishReason) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Delta(@Nullable String role, @Nullable String content) {}

    record TokenUsage(
            int promptTokens, int completionTokens, int totalTokens, PromptTokensDetails promptTokensDetails) {

        static TokenUsage from(Usage usage) {
            return new TokenUsage(
                    usage.promptTokens(),
                    usage.completionTokens(),
                    usage.totalTokens(),
                    new PromptTokensDetails(usage.cachedTokens()));
        }
    }

    record PromptTokensDetails(int cachedTokens) {}

    static String newId() {
        return "chatcmpl-" + UUID.randomUUID().toString().replace("-", "");
    }

    static String wireName(FinishReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
