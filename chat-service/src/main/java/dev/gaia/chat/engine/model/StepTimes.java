package dev.gaia.chat.engine.model;

/**
 * Where the time of a model's steps went, in nanoseconds.
 *
 * @param attention of queries over keys and values
 * @param linear all matrix products, the one with the vocabulary included
 * @param other norms, rotations, quantisation, embeddings; and everything where a library runs the forward pass as a whole
 */
public record StepTimes(long attention, long linear, long other) {

    public static final StepTimes NONE = new StepTimes(0, 0, 0);

    public long total() {
        return attention + linear + other;
    }

    public StepTimes minus(StepTimes earlier) {
        return new StepTimes(attention - earlier.attention, linear - earlier.linear, other - earlier.other);
    }
}
