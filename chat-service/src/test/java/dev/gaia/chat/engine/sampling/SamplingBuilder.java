package dev.gaia.chat.engine.sampling;

import dev.gaia.chat.engine.AnswerFormat;
import dev.gaia.chat.engine.Sampling;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** A sampling of which a test names only what it is about; otherwise greedy. */
public final class SamplingBuilder {

    private Map<Integer, Double> logitBias = Map.of();
    private double repetitionPenalty = 1;
    private double presencePenalty;
    private double frequencyPenalty;
    private double temperature;
    private int topK;
    private double topP = 1;
    private double minP;
    private OptionalInt topLogprobs = OptionalInt.empty();
    private Set<Integer> stopTokens = Set.of();

    public SamplingBuilder logitBias(Map<Integer, Double> value) {
        logitBias = value;
        return this;
    }

    public SamplingBuilder repetitionPenalty(double value) {
        repetitionPenalty = value;
        return this;
    }

    public SamplingBuilder presencePenalty(double value) {
        presencePenalty = value;
        return this;
    }

    public SamplingBuilder frequencyPenalty(double value) {
        frequencyPenalty = value;
        return this;
    }

    public SamplingBuilder temperature(double value) {
        temperature = value;
        return this;
    }

    public SamplingBuilder topK(int value) {
        topK = value;
        return this;
    }

    public SamplingBuilder topP(double value) {
        topP = value;
        return this;
    }

    public SamplingBuilder minP(double value) {
        minP = value;
        return this;
    }

    public SamplingBuilder topLogprobs(int value) {
        topLogprobs = OptionalInt.of(value);
        return this;
    }

    public SamplingBuilder stopTokens(Set<Integer> value) {
        stopTokens = value;
        return this;
    }

    public Sampling build() {
        return new Sampling(
                new AnswerFormat.Text(),
                logitBias,
                repetitionPenalty,
                presencePenalty,
                frequencyPenalty,
                temperature,
                topK,
                topP,
                minP,
                OptionalLong.of(1),
                topLogprobs,
                stopTokens);
    }
}
