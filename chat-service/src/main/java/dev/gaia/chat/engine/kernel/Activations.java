package dev.gaia.chat.engine.kernel;

import dev.gaia.chat.engine.kernel.QuantiseRoutine.Before;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What goes into a matrix: one row of signed bytes for each token of a step, with two floats for every group of
 * {@value PackedMatrix#GROUP}: the scale, and the scale times the sum of the bytes.
 */
public final class Activations {

    static final int SCALE_BYTES = 2 * Float.BYTES;

    private static final int ROWS_AT_ONCE = 4;

    private final int width;
    private final MemorySegment bytes;
    private final MemorySegment scales;
    private final MachineCode plain;
    private final MachineCode normalise;
    private final MachineCode gate;

    /**
     * @param width values of a row, a multiple of {@value PackedMatrix#GROUP}
     * @param epsilon added to the mean square where rows are normalised
     */
    public Activations(int rows, int width, float epsilon, Arena arena) {
        this.width = width;
        this.bytes = SystemCalls.memory((long) rows * width, arena);
        this.scales = SystemCalls.memory((long) rows * width / PackedMatrix.GROUP * SCALE_BYTES, arena);
        this.plain = MachineCode.of(new QuantiseRoutine(Before.NOTHING, width, 0));
        this.normalise = MachineCode.of(new QuantiseRoutine(Before.NORMALISE, width, epsilon));
        this.gate = MachineCode.of(new QuantiseRoutine(Before.GATE, width, 0));
    }

    int width() {
        return width;
    }

    long bytes(int row) {
        return bytes.address() + (long) row * width;
    }

    long scales(int row) {
        return scales.address() + (long) row * width / PackedMatrix.GROUP * SCALE_BYTES;
    }

    /** Takes in the first {@code rows} rows. */
    public void set(FloatRows values, int rows, Workers workers) {
        forEachRow(rows, workers, row -> quantise(plain, row, values.address(row, 0), 0));
    }

    /** The same, divided by their root mean square and multiplied with {@code weights}. */
    public void setNormalised(FloatRows values, int rows, FloatRows weights, Workers workers) {
        forEachRow(rows, workers, row -> quantise(normalise, row, values.address(row, 0), weights.address(0, 0)));
    }

    /** A row holds gates, then as many values that they are multiplied with. */
    public void setGated(FloatRows gatesAndValues, int rows, Workers workers) {
        forEachRow(
                rows,
                workers,
                row -> quantise(gate, row, gatesAndValues.address(row, 0), gatesAndValues.address(row, width)));
    }

    private void quantise(MachineCode routine, int row, long values, long second) {
        routine.call(values, second, bytes(row), scales(row), 0, 0);
    }

    private static void forEachRow(int rows, Workers workers, java.util.function.IntConsumer action) {
        workers.run(Math.ceilDiv(rows, ROWS_AT_ONCE), (round, _) -> {
            int end = Math.min(rows, (round + 1) * ROWS_AT_ONCE);
            for (int row = round * ROWS_AT_ONCE; row < end; row++) {
                action.accept(row);
            }
        });
    }
}
