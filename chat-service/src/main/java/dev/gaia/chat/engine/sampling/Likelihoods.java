package dev.gaia.chat.engine.sampling;

import dev.gaia.chat.engine.TokenLogprob;
import dev.gaia.chat.engine.TokenLogprobs;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * How likely the model itself found the tokens at one place of an answer, whatever is done to its logits before the draw.
 * That is what other servers tell by default, and it does not depend on the way of sampling.
 */
final class Likelihoods {

    private final int top;
    private final Exponentials exponentials = new Exponentials();
    private final Candidates candidates = new Candidates();
    private float[] logits = {};

    Likelihoods(int top) {
        this.top = top;
    }

    void remember(float[] raw) {
        if (logits.length != raw.length) {
            logits = new float[raw.length];
        }
        System.arraycopy(raw, 0, logits, 0, raw.length);
    }

    TokenLogprobs of(int chosen, IntFunction<byte[]> bytes) {
        float greatest = logits[Sampler.likeliest(logits)];
        double whole = greatest + Math.log(exponentials.sum(logits, greatest, 1));
        candidates.gather(logits, greatest, 1, top, _ -> 1);
        candidates.keep(top, _ -> 1);
        candidates.sort();
        List<TokenLogprob> likeliest = IntStream.range(0, candidates.size())
                .map(candidates::token)
                .mapToObj(token -> logprob(token, whole, bytes))
                .toList();
        return new TokenLogprobs(logprob(chosen, whole, bytes), likeliest);
    }

    private TokenLogprob logprob(int token, double whole, IntFunction<byte[]> bytes) {
        byte[] raw = bytes.apply(token);
        List<Integer> values = IntStream.range(0, raw.length)
                .mapToObj(i -> Byte.toUnsignedInt(raw[i]))
                .toList();
        return new TokenLogprob(values, logits[token] - whole);
    }
}
