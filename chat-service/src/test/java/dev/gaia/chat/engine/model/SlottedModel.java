package dev.gaia.chat.engine.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A model whose cache is dealt out to a few sequences, in blocks that do not lie side by side. */
final class SlottedModel implements AutoCloseable {

    /** Also for models whose own context is shorter than all slots together. */
    private static final long CACHE_BYTES = 16L << 20;

    private final CausalModel model;
    private final int slots;
    private final int blocksOfASlot;

    SlottedModel(ModelFile file, Precision precision, int slots, int contextTokens) throws IOException {
        this.model = CausalModel.load(file, precision, CACHE_BYTES, slots * contextTokens);
        this.slots = slots;
        this.blocksOfASlot = Math.ceilDiv(contextTokens, CausalModel.BLOCK_TOKENS);
    }

    int vocabulary() {
        return model.vocabulary();
    }

    /** Reads tokens into a slot that holds {@code start} tokens; returns the logits after the last one. */
    float[] prefill(int slot, int start, int... tokens) {
        return step(new Piece(tokens, start, blocks(slot), 1))[0];
    }

    /** Reads one token into each of the first slots. */
    float[][] decode(int[] tokens, int[] positions) {
        List<Piece> pieces = new ArrayList<>();
        for (int slot = 0; slot < tokens.length; slot++) {
            pieces.add(new Piece(new int[] {tokens[slot]}, positions[slot], blocks(slot), 1));
        }
        return step(pieces.toArray(Piece[]::new));
    }

    float[][] step(Piece... pieces) {
        return Arrays.stream(model.step(List.of(pieces))).map(float[]::clone).toArray(float[][]::new);
    }

    int[] blocks(int slot) {
        int[] blocks = new int[blocksOfASlot];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = i * slots + slot;
        }
        return blocks;
    }

    @Override
    public void close() {
        model.close();
    }
}
