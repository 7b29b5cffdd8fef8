package dev.gaia.chat.engine.sampling;

import dev.gaia.chat.engine.AnswerFormat;
import dev.gaia.chat.engine.Sampling;
import dev.gaia.chat.engine.TokenLogprobs;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * Draws the tokens of one answer. The order of the steps is that of Hugging Face's logits processors: form, bias, repetition
 * penalty, frequency and presence penalties, temperature, top-k, top-p, min-p, then the draw.
 *
 * <p>It runs once a token on the engine's thread, and vocabularies are large: whole passes over the logits are few and
 * simple, and only tokens that can still be drawn are looked at one by one.
 */
public final class Sampler {

    private final Sampling sampling;
    private final Optional<Constraint> constraint;
    private final RandomGenerator random;
    private final TokenCounts counts = new TokenCounts();
    private final boolean penalises;
    private final Exponentials exponentials = new Exponentials();
    private final Candidates candidates = new Candidates();
    private final Optional<Likelihoods> likelihoods;
    private int last;

    /** @param seed used where the sampling names none */
    public Sampler(Sampling sampling, long seed) {
        this(sampling, seed, new int[0], Optional.empty());
    }

    /**
     * @param seed used where the sampling names none
     * @param prompt what the repetition penalty turns away from besides the answer's own tokens
     * @param constraint what holds the answer to the sampling's format
     */
    public Sampler(Sampling sampling, long seed, int[] prompt, Optional<Constraint> constraint) {
        if (constraint.isEmpty() && !(sampling.format() instanceof AnswerFormat.Text)) {
            throw new IllegalArgumentException("Nothing holds the answer to its format");
        }
        this.sampling = sampling;
        this.constraint = constraint;
        this.random = new SplittableRandom(sampling.seed().orElse(seed));
        this.penalises = sampling.repetitionPenalty() != 1
                || sampling.presencePenalty() != 0
                || sampling.frequencyPenalty() != 0;
        this.likelihoods =
                sampling.topLogprobs().stream().mapToObj(Likelihoods::new).findFirst();
        for (int token : prompt) {
            count(token, 0);
        }
    }

    /** The next token, after which {@code logits} are spent: they are changed in place. */
    public int next(float[] logits) {
        likelihoods.ifPresent(before -> before.remember(logits));
        constraint.ifPresent(form -> form.apply(logits));
        adjust(logits);
        last = possible(choose(logits));
        constraint.ifPresent(form -> form.accept(last));
        count(last, 1);
        return last;
    }

    /** Of the last token, where the sampling asks for it. */
    public Optional<TokenLogprobs> logprobs(IntFunction<byte[]> bytes) {
        return likelihoods.map(before -> before.of(last, bytes));
    }

    /** A model without an opinion on any token that may come says nothing against the first of them. */
    private int possible(int token) {
        return constraint
                .filter(form -> !form.allows(token))
                .map(Constraint::any)
                .orElse(token);
    }

    /** Whether the answer has the form that it is held to, and nothing can follow any more. */
    public boolean isAtEnd() {
        return constraint.filter(Constraint::isAtEnd).isPresent();
    }

    /** Whether the request says that this token ends the answer. */
    public boolean stopsAt(int token) {
        return sampling.stopTokens().contains(token);
    }

    void count(int token, int times) {
        if (penalises) {
            counts.add(token, times);
        }
    }

    void adjust(float[] logits) {
        sampling.logitBias().forEach((token, bias) -> {
            if (token >= 0 && token < logits.length) {
                logits[token] += bias.floatValue();
            }
        });
        if (penalises) {
            counts.forEach((token, count) -> logits[token] = penalised(logits[token], count));
        }
    }

    private float penalised(float logit, int count) {
        double factor = sampling.repetitionPenalty();
        double repeated = logit > 0 ? logit / factor : logit * factor;
        double again = count == 0 ? 0 : sampling.presencePenalty() + sampling.frequencyPenalty() * count;
        return (float) (repeated - again);
    }

    int choose(float[] logits) {
        int likeliest = likeliest(logits);
        float greatest = logits[likeliest];
        if (sampling.temperature() == 0 || !Float.isFinite(greatest)) {
            return likeliest;
        }
        if (drawsFromAll()) {
            float scale = (float) (1 / sampling.temperature());
            double share = random.nextDouble() * exponentials.sum(logits, greatest, scale);
            return exponentials.find(logits, greatest, scale, share);
        }
        cut(logits, greatest);
        return draw(greatest);
    }

    private boolean drawsFromAll() {
        return sampling.topK() == 0 && sampling.topP() == 1 && sampling.minP() == 0;
    }

    /** The first of them where several are equally likely. */
    static int likeliest(float[] logits) {
        int best = 0;
        float greatest = Float.NEGATIVE_INFINITY;
        for (int token = 0; token < logits.length; token++) {
            if (logits[token] > greatest) {
                greatest = logits[token];
                best = token;
            }
        }
        return best;
    }

    /** The tokens that are drawn from. */
    Candidates cut(float[] logits, float greatest) {
        boolean fromTop = sampling.topK() > 0;
        DoubleUnaryOperator weight = weight(greatest);
        if (fromTop) {
            candidates.gather(logits, greatest, sampling.temperature(), sampling.topK(), _ -> 1);
            candidates.keep(sampling.topK(), _ -> 1);
        }
        if (sampling.topP() < 1) {
            float scale = (float) (1 / sampling.temperature());
            double all = fromTop ? candidates.sum(weight) : exponentials.sum(logits, greatest, scale);
            double enough = sampling.topP() * all;
            if (!fromTop) {
                candidates.gather(logits, greatest, sampling.temperature(), enough, weight);
            }
            candidates.keep(enough, weight);
        } else if (!fromTop) {
            candidates.gather(logits, leastLogit(greatest));
            return candidates;
        }
        candidates.removeBelow(leastLogit(greatest));
        return candidates;
    }

    private float leastLogit(float greatest) {
        return (float) Math.max(greatest + sampling.temperature() * Math.log(sampling.minP()), -Float.MAX_VALUE);
    }

    private int draw(float greatest) {
        DoubleUnaryOperator weight = weight(greatest);
        double left = random.nextDouble() * candidates.sum(weight);
        int last = candidates.size() - 1;
        for (int i = 0; i < last; i++) {
            left -= weight.applyAsDouble(candidates.logit(i));
            if (left < 0) {
                return candidates.token(i);
            }
        }
        return candidates.token(last);
    }

    /** What a token weighs in the draw, where the likeliest weighs 1. */
    private DoubleUnaryOperator weight(float greatest) {
        double temperature = sampling.temperature();
        return logit -> Exponentials.of((logit - greatest) / temperature);
    }
}
