package dev.gaia.chat.engine.model;

import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.Comparator;
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

    static void refuseOverlap(Collection<TensorInfo> tensors) {
        List<TensorInfo> inOrder = tensors.stream()
                .sorted(Comparator.comparingLong(tensor -> tensor.data().address()))
                .toList();
        for (int i = 1; i < inOrder.size(); i++) {
            TensorInfo before = inOrder.get(i - 1);
            TensorInfo next = inOrder.get(i);
            if (before.data().address() + before.data().byteSize() > next.data().address()) {
                throw new ModelFileException(
                        ModelFileException.Flaw.OVERLAP, before.name() + " and " + next.name() + " share bytes");
            }
        }
    }
}
