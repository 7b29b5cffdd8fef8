package dev.gaia.chat.engine.model;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A tensor inside a mapped file.
 *
 * @param shape rows first: {@code [out, in]} for a matrix
 * @param data exactly the tensor's bytes
 */
record TensorInfo(String name, GgmlType type, List<Long> shape, MemorySegment data) {

    long values() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }
}
