package dev.gaia.chat.engine.model;

import static dev.gaia.chat.engine.kernel.PackedMatrix.GROUP;

import dev.gaia.chat.engine.kernel.FloatRows;
import dev.gaia.chat.engine.kernel.PackedMatrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * A model's weights, packed for the vector unit.
 *
 * <p>Q4_0, Q4_1, Q5_0, Q5_1 and Q8_0 keep every value that the file has. Q4_K and Q5_K keep the integers; their scales and
 * offsets, products of two numbers in the file, are rounded to half precision. Q2_K, Q3_K and Q6_K, whose groups are of
 * sixteen, and F32, F16 and BF16 are rounded to eight bits: a value moves by at most half a 127th of its group's greatest.
 * Where only four bits are wanted, whatever has more is rounded to sixteen steps between the group's least and greatest.
 */
final class PackedWeights {

    private final ModelFile file;
    private final LlamaConfig config;
    private final LlamaWeights unpacked;
    private final boolean onlyFourBits;
    private final Arena arena;

    /** @param onlyFourBits whether values that the file has in more bits are rounded to four, too */
    PackedWeights(ModelFile file, LlamaConfig config, boolean onlyFourBits, Arena arena) {
        this.onlyFourBits = onlyFourBits;
        this.unpacked = new LlamaWeights(file, config);
        this.file = file;
        this.config = config;
        this.arena = arena;
    }

    /** @param storedRow where the file has the matrix's row */
    private record Part(TensorInfo tensor, IntUnaryOperator storedRow) {

        int rows() {
            return Math.toIntExact(tensor.shape().getFirst());
        }

        int inputs() {
            return Math.toIntExact(tensor.shape().getLast());
        }

        boolean fitsFourBits() {
            return PackedWeights.fitsFourBits(tensor.type());
        }
    }

    private static boolean fitsFourBits(GgmlType type) {
        return switch (type) {
            case Q4_0, Q4_1, Q4_K -> true;
            case F32, F16, BF16, Q5_0, Q5_1, Q8_0, Q2_K, Q3_K, Q5_K, Q6_K -> false;
        };
    }

    /**
     * About how much memory a tensor takes when it is packed.
     *
     * @param onlyFourBits as the constructor takes it
     */
    static long bytes(TensorInfo tensor, boolean onlyFourBits) {
        return tensor.shape().size() == 1
                ? tensor.values() * Float.BYTES
                : PackedMatrix.bytes(tensor.values(), onlyFourBits || fitsFourBits(tensor.type()) ? 4 : 8);
    }

    PackedMatrix embedding() {
        return packed(plain("token_embd.weight"));
    }

    boolean hasHeadOfItsOwn() {
        return file.findTensor("output.weight").isPresent();
    }

    PackedMatrix head() {
        return packed(plain("output.weight"));
    }

    FloatRows finalNorm() {
        return vector("output_norm.weight");
    }

    FloatRows attentionNorm(int layer) {
        return vector(LlamaWeights.name(layer, "attn_norm"));
    }

    PackedMatrix attentionIn(int layer) {
        return packed(
                halfSplit(LlamaWeights.name(layer, "attn_q")),
                halfSplit(LlamaWeights.name(layer, "attn_k")),
                plain(LlamaWeights.name(layer, "attn_v")));
    }

    AttentionInput attentionInput(int layer) {
        return new AttentionInput(config, unpacked.attentionBias(layer), unpacked.headNorms(layer));
    }

    PackedMatrix attentionOut(int layer) {
        return packed(plain(LlamaWeights.name(layer, "attn_output")));
    }

    FloatRows ffnNorm(int layer) {
        return vector(LlamaWeights.name(layer, "ffn_norm"));
    }

    PackedMatrix ffnIn(int layer) {
        return packed(plain(LlamaWeights.name(layer, "ffn_gate")), plain(LlamaWeights.name(layer, "ffn_up")));
    }

    PackedMatrix ffnOut(int layer) {
        return packed(plain(LlamaWeights.name(layer, "ffn_down")));
    }

    private Part plain(String name) {
        return new Part(file.tensor(name), row -> row);
    }

    /** See {@link LlamaWeights}: neighbours in the file, half a head apart in the forward pass. */
    private Part halfSplit(String name) {
        if (!file.turnsNeighbours()) {
            return plain(name);
        }
        int half = config.headSize() / 2;
        return new Part(file.tensor(name), row -> {
            int inHead = row % config.headSize();
            return row - inHead + inHead % half * 2 + inHead / half;
        });
    }

    private FloatRows vector(String name) {
        return FloatRows.of(Dequantizer.floats(file.tensor(name)), arena);
    }

    private PackedMatrix packed(Part... parts) {
        List<Part> all = List.of(parts);
        int rows = all.stream().mapToInt(Part::rows).sum();
        int bits = onlyFourBits || all.stream().allMatch(Part::fitsFourBits) ? 4 : 8;
        PackedMatrix matrix = new PackedMatrix(rows, parts[0].inputs(), bits, arena);
        int row = 0;
        for (Part part : parts) {
            Grouped stored = new Grouped(part.tensor());
            boolean narrowed = bits == 4 && !part.fitsFourBits();
            for (int i = 0; i < part.rows(); i++, row++) {
                for (int group = 0; group < part.inputs() / GROUP; group++) {
                    stored.read(part.storedRow().applyAsInt(i), group);
                    if (narrowed) {
                        stored.narrow();
                    }
                    matrix.set(row, group, stored.scale, stored.offset, stored.values);
                }
            }
        }
        return matrix;
    }

    /** Reads a tensor by groups of {@value PackedMatrix#GROUP}; holds the one that was read last. */
    private static final class Grouped {

        private static final float LIMIT = 127;
        private static final int GREATEST_OF_FOUR_BITS = 15;

        private final TensorInfo tensor;
        private final MemorySegment data;
        private final GgmlType type;
        private final int inputs;
        private final SuperBlock superBlock = new SuperBlock();
        private final float[] widened = new float[SuperBlock.VALUES];
        private final byte[] values = new byte[GROUP];
        private float scale;
        private float offset;

        Grouped(TensorInfo tensor) {
            this.tensor = tensor;
            this.data = tensor.data();
            this.type = tensor.type();
            this.inputs = Math.toIntExact(tensor.shape().getLast());
        }

        void read(int row, int group) {
            long value = (long) row * inputs + (long) group * GROUP;
            long at = value / type.blockValues() * type.blockBytes();
            switch (type) {
                case Q4_0, Q4_1, Q5_0, Q5_1, Q8_0 -> {
                    scale = Dequantizer.scale(type, data, at);
                    offset = Dequantizer.offset(type, data, at);
                    Dequantizer.integers(type, data, at, values);
                }
                case Q4_K, Q5_K -> {
                    int part = (int) (value % SuperBlock.VALUES / GROUP);
                    if (part == 0) {
                        superBlock.read(type, data, at);
                    }
                    scale = inHalfPrecision(superBlock.scale(part * GROUP));
                    offset = inHalfPrecision(superBlock.offset(part * GROUP));
                    superBlock.integers(part * GROUP, values);
                }
                case Q2_K, Q3_K, Q6_K -> {
                    int part = (int) (value % SuperBlock.VALUES / GROUP);
                    if (part == 0) {
                        superBlock.read(type, data, at);
                        superBlock.values(widened, 0);
                    }
                    round(widened, part * GROUP);
                }
                case F32, F16, BF16 -> round(Dequantizer.floats(type, data.asSlice(at), GROUP), 0);
            }
            if (!Float.isFinite(scale) || !Float.isFinite(offset)) {
                throw new ModelFileException(
                        ModelFileException.Flaw.BAD_VALUES,
                        tensor.name() + " holds a value that is not a finite number");
            }
        }

        /** To whole steps of the greatest value's 127th part. */
        private void round(float[] floats, int first) {
            float greatest = 0;
            for (int i = first; i < first + GROUP; i++) {
                greatest = Float.isFinite(floats[i]) ? Math.max(greatest, Math.abs(floats[i])) : Float.NaN;
            }
            scale = inHalfPrecision(greatest / LIMIT);
            offset = -Dequantizer.MIDDLE_OF_EIGHT_BITS * scale;
            for (int i = 0; i < GROUP; i++) {
                int steps = scale == 0 ? 0 : Math.clamp(Math.round(floats[first + i] / scale), -127, 127);
                values[i] = (byte) (steps + Dequantizer.MIDDLE_OF_EIGHT_BITS);
            }
        }

        /** To sixteen steps between the least and the greatest value. */
        void narrow() {
            int least = 255;
            int greatest = 0;
            for (byte value : values) {
                least = Math.min(least, value & 0xFF);
                greatest = Math.max(greatest, value & 0xFF);
            }
            float oldScale = scale;
            float oldOffset = offset;
            offset = inHalfPrecision(oldOffset + oldScale * least);
            scale = inHalfPrecision(oldScale * (greatest - least) / GREATEST_OF_FOUR_BITS);
            for (int i = 0; i < GROUP; i++) {
                float above = oldScale * (values[i] & 0xFF) + oldOffset - offset;
                int steps = scale == 0 ? 0 : Math.round(above / scale);
                values[i] = (byte) Math.clamp(steps, 0, GREATEST_OF_FOUR_BITS);
            }
        }

        private static float inHalfPrecision(float value) {
            return Float.float16ToFloat(Float.floatToFloat16(value));
        }
    }
}
