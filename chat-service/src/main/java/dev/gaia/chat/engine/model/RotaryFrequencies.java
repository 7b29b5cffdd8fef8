package dev.gaia.chat.engine.model;

import static dev.gaia.chat.engine.model.LlamaConfig.require;

import java.util.List;
import java.util.stream.IntStream;

/** By how much each pair of a head's values turns from one position to the next. */
final class RotaryFrequencies {

    private RotaryFrequencies() {}

    static List<Double> plain(double base, int headSize) {
        require(base >= 1 && Double.isFinite(base), "the rotary base makes no sense");
        return IntStream.range(0, headSize / 2)
                .mapToObj(i -> Math.pow(base, -2.0 * i / headSize))
                .toList();
    }

    /** @param divisors one for each frequency */
    static List<Double> divided(List<Double> frequencies, List<Double> divisors) {
        require(divisors.size() == frequencies.size(), "there are not as many rotary divisors as frequencies");
        require(divisors.stream().allMatch(d -> d > 0 && Double.isFinite(d)), "a rotary divisor makes no sense");
        return IntStream.range(0, frequencies.size())
                .mapToObj(i -> frequencies.get(i) / divisors.get(i))
                .toList();
    }

    /** All positions pressed together by one factor. */
    static List<Double> linear(List<Double> frequencies, double factor) {
        return divided(frequencies, frequencies.stream().map(_ -> factor).toList());
    }

    /**
     * As Llama 3.1 does: what turns often within the context of the first training stays, what turns rarely is slowed down
     * by {@code factor}, and between {@code low} and {@code high} turns the change is gradual.
     */
    static List<Double> llama3(List<Double> frequencies, double factor, double low, double high, double context) {
        require(high > low && low > 0 && context > 0, "the rotary scaling makes no sense");
        return divided(
                frequencies,
                frequencies.stream()
                        .map(frequency -> {
                            double turns = context * frequency / (2 * Math.PI);
                            double kept = Math.clamp((turns - low) / (high - low), 0.0, 1.0);
                            return 1 / (kept + (1 - kept) / factor);
                        })
                        .toList());
    }
}
