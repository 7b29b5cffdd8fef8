package dev.gaia.chat.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads the activations back through the identity matrix. */
class ActivationsTests {

    private static final int WIDTH = 96;
    private static final int ROWS = 7;

    private final Arena arena = Arena.ofAuto();
    private final Workers workers = new Workers(2);
    private final Random random = new Random(3);
    private Activations activations;

    @BeforeEach
    void onlyWhereThereIsSuchAVectorUnit() {
        assumeTrue(VectorUnit.isSupported());
        activations = new Activations(ROWS, WIDTH, 1e-5f, arena);
    }

    @AfterEach
    void endWorkers() {
        workers.close();
    }

    @Test
    void valuesAreRoundedToSteps() {
        FloatRows values = random(WIDTH);
        activations.set(values, ROWS, workers);

        assertRows(row -> values.read(row, new float[WIDTH]));
    }

    @Test
    void rowOfZerosStaysZero() {
        activations.set(FloatRows.allocate(ROWS, WIDTH, arena), ROWS, workers);

        assertThat(stored().read(3, new float[WIDTH])).containsOnly(0);
    }

    @Test
    void normalisedRowsHaveTheWeightedSizeOne() {
        FloatRows values = random(WIDTH);
        FloatRows weights = FloatRows.of(random(WIDTH).read(0, new float[WIDTH]), arena);
        activations.setNormalised(values, ROWS, weights, workers);

        assertRows(row -> {
            float[] expected = values.read(row, new float[WIDTH]);
            double squares = 0;
            for (float value : expected) {
                squares += value * value;
            }
            double root = Math.sqrt(squares / WIDTH + 1e-5);
            for (int i = 0; i < WIDTH; i++) {
                expected[i] = (float) (expected[i] / root) * weights.get(0, i);
            }
            return expected;
        });
    }

    @Test
    void gatedValuesAreThoseOfSiluTimesTheSecondHalf() {
        FloatRows both = random(2 * WIDTH);
        both.set(2, 5, 90);
        both.set(2, 6, -90);
        activations.setGated(both, ROWS, workers);

        assertRows(row -> {
            float[] expected = new float[WIDTH];
            for (int i = 0; i < WIDTH; i++) {
                double gate = both.get(row, i);
                expected[i] = (float) (gate / (1 + Math.exp(-gate)) * both.get(row, WIDTH + i));
            }
            return expected;
        });
    }

    private interface Expected {

        float[] row(int row);
    }

    private void assertRows(Expected expected) {
        FloatRows stored = stored();
        for (int row = 0; row < ROWS; row++) {
            float[] values = expected.row(row);
            float[] got = stored.read(row, new float[WIDTH]);
            for (int i = 0; i < WIDTH; i++) {
                float halfAStep = greatestOfGroup(values, i) / 127 * 0.505f + 1e-6f;
                assertThat(got[i]).isCloseTo(values[i], Offset.offset(halfAStep));
            }
        }
    }

    private static float greatestOfGroup(float[] values, int index) {
        int first = index / PackedMatrix.GROUP * PackedMatrix.GROUP;
        float greatest = 0;
        for (int i = 0; i < PackedMatrix.GROUP; i++) {
            greatest = Math.max(greatest, Math.abs(values[first + i]));
        }
        return greatest;
    }

    private FloatRows stored() {
        PackedMatrix identity = new PackedMatrix(WIDTH, WIDTH, 8, arena);
        for (int row = 0; row < WIDTH; row++) {
            byte[] one = new byte[PackedMatrix.GROUP];
            one[row % PackedMatrix.GROUP] = 1;
            identity.set(row, row / PackedMatrix.GROUP, 1, 0, one);
        }
        FloatRows out = FloatRows.allocate(ROWS, WIDTH, arena);
        new Linear(identity, WIDTH, false).apply(activations, ROWS, out, workers);
        return out;
    }

    private FloatRows random(int width) {
        FloatRows values = FloatRows.allocate(ROWS, width, arena);
        for (int row = 0; row < ROWS; row++) {
            for (int i = 0; i < width; i++) {
                values.set(row, i, (float) random.nextGaussian() * 3);
            }
        }
        return values;
    }
}
