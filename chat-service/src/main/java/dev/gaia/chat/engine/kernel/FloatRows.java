package dev.gaia.chat.engine.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Rows of floats outside the heap, one for each token of a step.
 *
 * @param width floats in a row
 */
public record FloatRows(MemorySegment data, int width) {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

    public static FloatRows allocate(int rows, int width, Arena arena) {
        return new FloatRows(SystemCalls.memory((long) rows * width * Float.BYTES, arena), width);
    }

    /** One row with these values. */
    public static FloatRows of(float[] values, Arena arena) {
        FloatRows row = allocate(1, values.length, arena);
        row.write(0, values);
        return row;
    }

    long address(int row, int column) {
        return data.address() + offset(row, column);
    }

    public float get(int row, int column) {
        return data.get(FLOAT, offset(row, column));
    }

    public void set(int row, int column, float value) {
        data.set(FLOAT, offset(row, column), value);
    }

    public void write(int row, float[] values) {
        MemorySegment.copy(values, 0, data, FLOAT, offset(row, 0), values.length);
    }

    /** The row's first floats, as many as {@code to} takes. */
    public float[] read(int row, float[] to) {
        MemorySegment.copy(data, FLOAT, offset(row, 0), to, 0, to.length);
        return to;
    }

    public void copy(int from, int to) {
        long bytes = (long) width * Float.BYTES;
        MemorySegment.copy(data, offset(from, 0), data, offset(to, 0), bytes);
    }

    private long offset(int row, int column) {
        return ((long) row * width + column) * Float.BYTES;
    }
}
