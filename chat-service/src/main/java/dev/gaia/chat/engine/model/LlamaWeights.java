package dev.gaia.chat.engine.model;

import static dev.gaia.chat.engine.model.ModelFileException.Flaw.BAD_SHAPE;

import java.util.Arrays;
import java.util.List;

/** A Llama model's weights as floats, in the layout that the forward pass multiplies with. */
final class LlamaWeights {

    private final GgufFile file;
    private final LlamaConfig config;

    LlamaWeights(GgufFile file, LlamaConfig config) {
        this.file = file;
        this.config = config;
        refuseWrongShapes(file, config);
    }

    /** {@code [rows, columns]} floats; a vector has one row. */
    record Matrix(int rows, int columns, float[] values) {}

    Matrix embedding() {
        return matrix("token_embd.weight");
    }

    /** Shares the embedding's weights where the file has none of its own. */
    Matrix head() {
        return matrix(headName());
    }

    Matrix finalNorm() {
        return matrix("output_norm.weight");
    }

    Matrix attentionNorm(int layer) {
        return matrix(name(layer, "attn_norm"));
    }

    /** Queries, keys and values in one multiplication. */
    Matrix attentionIn(int layer) {
        return stacked(
                halfSplit(matrix(name(layer, "attn_q")), config.heads()),
                halfSplit(matrix(name(layer, "attn_k")), config.kvHeads()),
                matrix(name(layer, "attn_v")));
    }

    Matrix attentionOut(int layer) {
        return matrix(name(layer, "attn_output"));
    }

    Matrix ffnNorm(int layer) {
        return matrix(name(layer, "ffn_norm"));
    }

    /** Gate and up projection in one multiplication. */
    Matrix ffnIn(int layer) {
        return stacked(matrix(name(layer, "ffn_gate")), matrix(name(layer, "ffn_up")));
    }

    Matrix ffnOut(int layer) {
        return matrix(name(layer, "ffn_down"));
    }

    private String headName() {
        return headName(file);
    }

    private static String headName(GgufFile file) {
        return file.findTensor("output.weight").isPresent() ? "output.weight" : "token_embd.weight";
    }

    static String name(int layer, String part) {
        return "blk." + layer + "." + part + ".weight";
    }

    private Matrix matrix(String name) {
        TensorInfo tensor = file.tensor(name);
        int columns = Math.toIntExact(tensor.shape().getLast());
        return new Matrix(Math.toIntExact(tensor.values() / columns), columns, Dequantizer.floats(tensor));
    }

    /**
     * GGUF stores the rows of a rotated head so that neighbours turn together; the forward pass turns row {@code j} with
     * row {@code j + headSize / 2}.
     */
    private Matrix halfSplit(Matrix interleaved, int heads) {
        int half = config.headSize() / 2;
        int columns = interleaved.columns();
        float[] split = new float[interleaved.values().length];
        for (int head = 0; head < heads; head++) {
            for (int j = 0; j < config.headSize(); j++) {
                int from = head * config.headSize() + j;
                int to = head * config.headSize() + j / 2 + (j % 2) * half;
                System.arraycopy(interleaved.values(), from * columns, split, to * columns, columns);
            }
        }
        return new Matrix(interleaved.rows(), columns, split);
    }

    private static Matrix stacked(Matrix... parts) {
        int rows = List.of(parts).stream().mapToInt(Matrix::rows).sum();
        float[] values = new float[rows * parts[0].columns()];
        int at = 0;
        for (Matrix part : parts) {
            System.arraycopy(part.values(), 0, values, at, part.values().length);
            at += part.values().length;
        }
        return new Matrix(rows, parts[0].columns(), values);
    }

    /** @throws ModelFileException when a tensor is missing or has not the shape that the dimensions ask for */
    static void refuseWrongShapes(GgufFile file, LlamaConfig config) {
        long hidden = config.hidden();
        long queries = (long) config.heads() * config.headSize();
        long keys = (long) config.kvHeads() * config.headSize();
        long feedForward = config.feedForward();
        expect(file, "token_embd.weight", config.vocabulary(), hidden);
        expect(file, headName(file), config.vocabulary(), hidden);
        expect(file, "output_norm.weight", hidden);
        for (int layer = 0; layer < config.layers(); layer++) {
            expect(file, name(layer, "attn_norm"), hidden);
            expect(file, name(layer, "attn_q"), queries, hidden);
            expect(file, name(layer, "attn_k"), keys, hidden);
            expect(file, name(layer, "attn_v"), keys, hidden);
            expect(file, name(layer, "attn_output"), hidden, queries);
            expect(file, name(layer, "ffn_norm"), hidden);
            expect(file, name(layer, "ffn_gate"), feedForward, hidden);
            expect(file, name(layer, "ffn_up"), feedForward, hidden);
            expect(file, name(layer, "ffn_down"), hidden, feedForward);
        }
    }

    private static void expect(GgufFile file, String name, long... shape) {
        List<Long> needed = Arrays.stream(shape).boxed().toList();
        List<Long> found = file.tensor(name).shape();
        if (!found.equals(needed)) {
            throw new ModelFileException(
                    BAD_SHAPE, name + " has the shape " + found + " where " + needed + " is needed");
        }
    }
}
