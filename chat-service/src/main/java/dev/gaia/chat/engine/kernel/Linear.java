package dev.gaia.chat.engine.kernel;

import java.util.stream.IntStream;

/**
 * Multiplies activations with one matrix, for any number of tokens.
 *
 * <p>The work is cut along the matrix's rows, so that each weight is read from memory once a step, however many tokens
 * there are.
 */
public final class Linear {

    private static final int ROUNDS_PER_WORKER = 4;
    private static final int MAX_BLOCKS_PER_ROUND = 16;

    private final PackedMatrix weights;
    private final MachineCode[] byTokens;

    /**
     * @param outputs floats between one token's outputs and the next one's
     * @param accumulate whether products are added to what the outputs hold
     */
    public Linear(PackedMatrix weights, int outputs, boolean accumulate) {
        this.weights = weights;
        this.byTokens = IntStream.rangeClosed(1, MultiplyRoutine.MAX_TOKENS)
                .mapToObj(tokens -> MachineCode.of(
                        new MultiplyRoutine(weights.bits(), weights.inputs(), outputs, tokens, accumulate)))
                .toArray(MachineCode[]::new);
    }

    /** Writes a row of {@code out} for each of the first {@code rows} rows of {@code in}. */
    public void apply(Activations in, int rows, FloatRows out, Workers workers) {
        int blocks = Math.clamp(
                Math.ceilDiv(weights.blocks(), workers.count() * ROUNDS_PER_WORKER), 1, MAX_BLOCKS_PER_ROUND);
        workers.run(
                Math.ceilDiv(weights.blocks(), blocks),
                (round, _) ->
                        multiply(in, rows, out, round * blocks, Math.min(blocks, weights.blocks() - round * blocks)));
    }

    private void multiply(Activations in, int rows, FloatRows out, int block, int blocks) {
        int row = 0;
        while (row < rows) {
            int tokens = tokensAtOnce(rows - row);
            byTokens[tokens - 1].call(
                    weights.address(block),
                    blocks,
                    in.bytes(row),
                    in.scales(row),
                    out.address(row, block * PackedMatrix.BLOCK_ROWS),
                    0);
            row += tokens;
        }
    }

    /** Two halves instead of a full part and a small rest, for which unpacking the weights would not pay. */
    private static int tokensAtOnce(int left) {
        boolean twoParts = left > MultiplyRoutine.MAX_TOKENS && left < 2 * MultiplyRoutine.MAX_TOKENS;
        return twoParts ? Math.ceilDiv(left, 2) : Math.min(left, MultiplyRoutine.MAX_TOKENS);
    }
}
