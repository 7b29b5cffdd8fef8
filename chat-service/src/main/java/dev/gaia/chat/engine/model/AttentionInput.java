package dev.gaia.chat.engine.model;

import dev.gaia.chat.engine.kernel.FloatRows;
import dev.gaia.chat.engine.model.LlamaWeights.Matrix;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What some families do with a token's queries, keys and values before they are rotated: add a bias, normalise heads. */
final class AttentionInput {

    private final float @Nullable [] bias;
    private final float @Nullable [] headNorms;
    private final int headSize;
    private final float epsilon;

    AttentionInput(LlamaConfig config, Optional<Matrix> bias, Optional<Matrix> headNorms) {
        this.bias = bias.map(Matrix::values).orElse(null);
        this.headNorms = headNorms.map(Matrix::values).orElse(null);
        this.headSize = config.headSize();
        this.epsilon = (float) config.normEpsilon();
    }

    void apply(FloatRows rows, int row) {
        if (bias != null) {
            for (int i = 0; i < bias.length; i++) {
                rows.set(row, i, rows.get(row, i) + bias[i]);
            }
        }
        if (headNorms != null) {
            for (int first = 0; first < headNorms.length; first += headSize) {
                normalise(rows, row, first, headNorms);
            }
        }
    }

    private void normalise(FloatRows rows, int row, int first, float[] weights) {
        float squares = 0;
        for (int i = first; i < first + headSize; i++) {
            squares += rows.get(row, i) * rows.get(row, i);
        }
        float inverse = (float) (1 / Math.sqrt(squares / headSize + epsilon));
        for (int i = first; i < first + headSize; i++) {
            rows.set(row, i, rows.get(row, i) * inverse * weights[i]);
        }
    }
}
