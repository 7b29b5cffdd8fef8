package dev.gaia.chat.engine;

import java.util.OptionalLong;

/**
 * How the next token is chosen.
 *
 * @param temperature 0 always takes the likeliest token; up to 2
 * @param topP the smallest set of likeliest tokens that holds this share of the probability is drawn from; above 0, up
 *     to 1
 * @param topK only so many likeliest tokens are drawn from; 0 means all
 * @param presencePenalty taken off the logit of every token that the answer holds already; −2 to 2
 * @param frequencyPenalty taken off once for each time that the answer holds it; −2 to 2
 * @param seed makes the draw repeatable
 */
public record Sampling(
        double temperature, double topP, int topK, double presencePenalty, double frequencyPenalty, OptionalLong seed) {

    /** Always the likeliest token. */
    public static final Sampling GREEDY = new Sampling(0, 1, 0, 0, 0, OptionalLong.empty());

    public Sampling {
        require(temperature >= 0 && temperature <= 2, "temperature must be between 0 and 2");
        require(topP > 0 && topP <= 1, "top_p must be above 0 and at most 1");
        require(topK >= 0, "top_k must not be negative");
        require(Math.abs(presencePenalty) <= 2, "presence_penalty must be between -2 and 2");
        require(Math.abs(frequencyPenalty) <= 2, "frequency_penalty must be between -2 and 2");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
