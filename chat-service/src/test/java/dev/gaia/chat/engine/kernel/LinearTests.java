package dev.gaia.chat.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinearTests {

    private static final int MAX_TOKENS = 40;

    private final Random random = new Random(1);
    private final Arena arena = Arena.ofAuto();
    private final Workers workers = new Workers(2);

    @BeforeEach
    void onlyWhereThereIsSuchAVectorUnit() {
        assumeTrue(VectorUnit.isSupported());
    }

    @AfterEach
    void endWorkers() {
        workers.close();
    }

    @ParameterizedTest(name = "{0} bits, {1} rows, {2} inputs, {3} tokens")
    @CsvSource({
        "4, 16, 32, 1", "4, 48, 64, 3", "4, 960, 576, 8", "4, 64, 1536, 9", "4, 32, 96, 16", "4, 80, 64, 37",
        "8, 16, 32, 1", "8, 48, 64, 5", "8, 960, 576, 7", "8, 64, 1536, 12", "8, 32, 96, 8", "8, 80, 64, 33"
    })
    void multipliesAsPlainArithmeticDoes(int bits, int rows, int inputs, int tokens) {
        float[][] weights = new float[rows][inputs];
        PackedMatrix packed = randomMatrix(bits, weights);
        FloatRows values = randomRows(tokens, inputs);
        FloatRows out = FloatRows.allocate(tokens, rows, arena);
        Activations activations = new Activations(MAX_TOKENS, inputs, 0, arena);
        activations.set(values, tokens, workers);

        new Linear(packed, rows, false).apply(activations, tokens, out, workers);

        for (int token = 0; token < tokens; token++) {
            float[] rounded = roundedByGroups(values.read(token, new float[inputs]));
            for (int row = 0; row < rows; row++) {
                double expected = 0;
                for (int i = 0; i < inputs; i++) {
                    expected += (double) weights[row][i] * rounded[i];
                }
                assertThat(out.get(token, row)).isCloseTo((float) expected, Offset.offset(1e-3f));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8})
    void accumulatingAddsToWhatIsThere(int bits) {
        PackedMatrix matrix = randomMatrix(bits, new float[32][64]);
        FloatRows plain = FloatRows.allocate(2, 32, arena);
        FloatRows added = FloatRows.allocate(2, 32, arena);
        added.set(1, 17, 5);
        Activations activations = new Activations(2, 64, 0, arena);
        activations.set(randomRows(2, 64), 2, workers);

        new Linear(matrix, 32, false).apply(activations, 2, plain, workers);
        new Linear(matrix, 32, true).apply(activations, 2, added, workers);

        assertThat(added.get(1, 17)).isCloseTo(5 + plain.get(1, 17), Offset.offset(1e-4f));
        assertThat(added.get(1, 18)).isEqualTo(plain.get(1, 18));
    }

    @Test
    void tokenIsTheSameAloneAndAmongOthers() {
        PackedMatrix matrix = randomMatrix(4, new float[64][96]);
        FloatRows values = randomRows(21, 96);
        FloatRows together = FloatRows.allocate(21, 64, arena);
        Activations activations = new Activations(21, 96, 0, arena);
        activations.set(values, 21, workers);
        Linear linear = new Linear(matrix, 64, false);
        linear.apply(activations, 21, together, workers);

        for (int token = 0; token < 21; token++) {
            FloatRows one = FloatRows.of(values.read(token, new float[96]), arena);
            FloatRows alone = FloatRows.allocate(1, 64, arena);
            activations.set(one, 1, workers);
            linear.apply(activations, 1, alone, workers);
            assertThat(alone.read(0, new float[64])).isEqualTo(together.read(token, new float[64]));
        }
    }

    private PackedMatrix randomMatrix(int bits, float[][] weights) {
        PackedMatrix matrix = new PackedMatrix(weights.length, weights[0].length, bits, arena);
        for (int row = 0; row < weights.length; row++) {
            for (int group = 0; group < weights[0].length / PackedMatrix.GROUP; group++) {
                float scale = Float.float16ToFloat(Float.floatToFloat16(random.nextFloat() / (1 << bits)));
                float offset = Float.float16ToFloat(Float.floatToFloat16(-random.nextFloat() / 2));
                byte[] values = new byte[PackedMatrix.GROUP];
                for (int i = 0; i < values.length; i++) {
                    int value = random.nextInt(1 << bits);
                    values[i] = (byte) value;
                    weights[row][group * PackedMatrix.GROUP + i] = scale * value + offset;
                }
                matrix.set(row, group, scale, offset, values);
            }
            float[] read = new float[weights[0].length];
            matrix.read(row, read);
            assertThat(read).isEqualTo(weights[row]);
        }
        return matrix;
    }

    private FloatRows randomRows(int rows, int width) {
        FloatRows values = FloatRows.allocate(rows, width, arena);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < width; column++) {
                values.set(row, column, (float) random.nextGaussian());
            }
        }
        return values;
    }

    static float[] roundedByGroups(float[] values) {
        float[] rounded = new float[values.length];
        for (int first = 0; first < values.length; first += PackedMatrix.GROUP) {
            float greatest = 1e-30f;
            for (int i = 0; i < PackedMatrix.GROUP; i++) {
                greatest = Math.max(greatest, Math.abs(values[first + i]));
            }
            for (int i = 0; i < PackedMatrix.GROUP; i++) {
                rounded[first + i] = (float) Math.rint(values[first + i] * (127 / greatest)) * (greatest / 127);
            }
        }
        return rounded;
    }
}
