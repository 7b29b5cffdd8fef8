package dev.gaia.chat.engine;

import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How the next token is chosen, in the order in which it is applied: the answer's form, bias, penalties, temperature, the
 * three cuts, the draw.
 *
 * @param format which texts the answer may become
 * @param logitBias added to the logits of these tokens, by their ids; −100 to 100
 * @param repetitionPenalty divides the logit of every token that prompt or answer hold, where it is positive, and
 *     multiplies it where it is negative; above 0, 1 changes nothing
 * @param presencePenalty taken off the logit of every token that the answer holds already; −2 to 2
 * @param frequencyPenalty taken off once for each time that the answer holds it; −2 to 2
 * @param temperature 0 always takes the likeliest token; up to 2
 * @param topK only so many likeliest tokens are drawn from; 0 means all
 * @param topP the smallest set of likeliest tokens that holds this share of the probability is drawn from; above 0, up
 *     to 1
 * @param minP only tokens are drawn from that are at least this many times as likely as the likeliest; 0 to 1
 * @param seed makes the draw repeatable
 * @param topLogprobs how many of the likeliest tokens are told at each place, beside the chosen one, with their
 *     log-probabilities; 0 to 20, or nothing is told
 * @param stopTokens end the answer as the model's own end token does
 */
public record Sampling(
        AnswerFormat format,
        Map<Integer, Double> logitBias,
        double repetitionPenalty,
        double presencePenalty,
        double frequencyPenalty,
        double temperature,
        int topK,
        double topP,
        double minP,
        OptionalLong seed,
        OptionalInt topLogprobs,
        Set<Integer> stopTokens) {

    private static final int MOST_LOGPROBS = 20;
    private static final int GREATEST_BIAS = 100;
    private static final long SEEDS_APART = 0x9E3779B97F4A7C15L;

    /** Always the likeliest token. */
    public static final Sampling GREEDY = new Sampling(0, 1, 0, 0, 0, OptionalLong.empty());

    public Sampling(
            double temperature,
            double topP,
            int topK,
            double presencePenalty,
            double frequencyPenalty,
            OptionalLong seed) {
        this(
                new AnswerFormat.Text(),
                Map.of(),
                1,
                presencePenalty,
                frequencyPenalty,
                temperature,
                topK,
                topP,
                0,
                seed,
                OptionalInt.empty(),
                Set.of());
    }

    public Sampling {
        logitBias = Map.copyOf(logitBias);
        stopTokens = Set.copyOf(stopTokens);
        require(
                logitBias.values().stream().allMatch(bias -> Math.abs(bias) <= GREATEST_BIAS),
                "logit_bias must be between -100 and 100");
        require(repetitionPenalty > 0 && repetitionPenalty <= 10, "repetition_penalty must be above 0 and at most 10");
        require(Math.abs(presencePenalty) <= 2, "presence_penalty must be between -2 and 2");
        require(Math.abs(frequencyPenalty) <= 2, "frequency_penalty must be between -2 and 2");
        require(temperature >= 0 && temperature <= 2, "temperature must be between 0 and 2");
        require(topK >= 0, "top_k must not be negative");
        require(topP > 0 && topP <= 1, "top_p must be above 0 and at most 1");
        require(minP >= 0 && minP <= 1, "min_p must be between 0 and 1");
        require(
                stopTokens.isEmpty() || format instanceof AnswerFormat.Text,
                "stop tokens would cut off an answer that has to have a form");
        int told = topLogprobs.orElse(0);
        require(told >= 0 && told <= MOST_LOGPROBS, "top_logprobs must be between 0 and 20");
    }

    /** For one of several answers to a request: with a seed they differ, but not from time to time. */
    public Sampling forAnswer(int answer) {
        return answer == 0 || seed.isEmpty()
                ? this
                : new Sampling(
                        format,
                        logitBias,
                        repetitionPenalty,
                        presencePenalty,
                        frequencyPenalty,
                        temperature,
                        topK,
                        topP,
                        minP,
                        OptionalLong.of(seed.getAsLong() + answer * SEEDS_APART),
                        topLogprobs,
                        stopTokens);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
