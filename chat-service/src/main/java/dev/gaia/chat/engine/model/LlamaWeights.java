package dev.gaia.chat.engine.model;

import static dev.gaia.chat.engine.model.ModelFileException.Flaw.BAD_METADATA;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.BAD_SHAPE;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model's weights as floats, in the layout that the forward pass multiplies with. */
final class LlamaWeights {

    private final ModelFile file;
    private final LlamaConfig config;

    LlamaWeights(ModelFile file, LlamaConfig config) {
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

    /** What is added to queries, keys and values, in one row; empty where the family adds nothing. */
    Optional<Matrix> attentionBias(int layer) {
        if (!config.family().has(Family.Trait.ATTENTION_BIAS)) {
            return Optional.empty();
        }
        Matrix queries = matrix(bias(layer, "attn_q"));
        Matrix keys = matrix(bias(layer, "attn_k"));
        Matrix values = matrix(bias(layer, "attn_v"));
        float[] all = joined(queries, keys, values);
        return Optional.of(new Matrix(1, all.length, all));
    }

    /** What each normalised head of the queries, then of the keys, is multiplied with, a row a head. */
    Optional<Matrix> headNorms(int layer) {
        if (!config.family().has(Family.Trait.HEAD_NORMS)) {
            return Optional.empty();
        }
        Matrix[] rows = new Matrix[config.heads() + config.kvHeads()];
        Arrays.fill(rows, 0, config.heads(), matrix(name(layer, "attn_q_norm")));
        Arrays.fill(rows, config.heads(), rows.length, matrix(name(layer, "attn_k_norm")));
        return Optional.of(stacked(rows));
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

    private static String headName(ModelFile file) {
        return file.findTensor("output.weight").isPresent() ? "output.weight" : "token_embd.weight";
    }

    static String name(int layer, String part) {
        return "blk." + layer + "." + part + ".weight";
    }

    static String bias(int layer, String part) {
        return "blk." + layer + "." + part + ".bias";
    }

    private Matrix matrix(String name) {
        TensorInfo tensor = file.tensor(name);
        int columns = Math.toIntExact(tensor.shape().getLast());
        return new Matrix(Math.toIntExact(tensor.values() / columns), columns, Dequantizer.floats(tensor));
    }

    /**
     * Some files store the rows of a rotated head so that neighbours turn together; the forward pass turns row {@code j}
     * with row {@code j + headSize / 2}.
     */
    private Matrix halfSplit(Matrix interleaved, int heads) {
        if (!file.turnsNeighbours()) {
            return interleaved;
        }
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
        return new Matrix(rows, parts[0].columns(), joined(parts));
    }

    private static float[] joined(Matrix... parts) {
        float[] values = new float
                [List.of(parts).stream().mapToInt(part -> part.values().length).sum()];
        int at = 0;
        for (Matrix part : parts) {
            System.arraycopy(part.values(), 0, values, at, part.values().length);
            at += part.values().length;
        }
        return values;
    }

    /**
     * @throws ModelFileException when a tensor is missing, has not the shape that the dimensions ask for, or is none that
     *     the family has
     */
    static void refuseWrongShapes(ModelFile file, LlamaConfig config) {
        Map<String, List<Long>> shapes = shapes(file, config);
        shapes.forEach((name, needed) -> {
            List<Long> found = file.tensor(name).shape();
            if (!found.equals(needed)) {
                throw new ModelFileException(
                        BAD_SHAPE, name + " has the shape " + found + " where " + needed + " is needed");
            }
        });
        for (String name : file.tensorNames()) {
            if (!shapes.containsKey(name) && !name.equals("rope_freqs.weight")) {
                throw new ModelFileException(
                        BAD_METADATA,
                        "The model has a tensor " + name + ", which the family "
                                + config.family().name() + " does not use; its answers would be wrong");
            }
        }
    }

    private static Map<String, List<Long>> shapes(ModelFile file, LlamaConfig config) {
        long hidden = config.hidden();
        long head = config.headSize();
        long queries = config.heads() * head;
        long keys = config.kvHeads() * head;
        long feedForward = config.feedForward();
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        shapes.put("token_embd.weight", List.of((long) config.vocabulary(), hidden));
        shapes.put(headName(file), List.of((long) config.vocabulary(), hidden));
        shapes.put("output_norm.weight", List.of(hidden));
        for (int layer = 0; layer < config.layers(); layer++) {
            shapes.put(name(layer, "attn_norm"), List.of(hidden));
            shapes.put(name(layer, "attn_q"), List.of(queries, hidden));
            shapes.put(name(layer, "attn_k"), List.of(keys, hidden));
            shapes.put(name(layer, "attn_v"), List.of(keys, hidden));
            if (config.family().has(Family.Trait.ATTENTION_BIAS)) {
                shapes.put(bias(layer, "attn_q"), List.of(queries));
                shapes.put(bias(layer, "attn_k"), List.of(keys));
                shapes.put(bias(layer, "attn_v"), List.of(keys));
            }
            if (config.family().has(Family.Trait.HEAD_NORMS)) {
                shapes.put(name(layer, "attn_q_norm"), List.of(head));
                shapes.put(name(layer, "attn_k_norm"), List.of(head));
            }
            shapes.put(name(layer, "attn_output"), List.of(hidden, queries));
            shapes.put(name(layer, "ffn_norm"), List.of(hidden));
            shapes.put(name(layer, "ffn_gate"), List.of(feedForward, hidden));
            shapes.put(name(layer, "ffn_up"), List.of(feedForward, hidden));
            shapes.put(name(layer, "ffn_down"), List.of(hidden, feedForward));
        }
        return shapes;
    }
}
