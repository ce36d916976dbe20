package org.pytorch.executorch;

import java.util.Arrays;

/**
 * The shape, element type and placement of a tensor that a method takes or returns.
 *
 * @param dtype element type
 * @param shape elements per dimension, outermost first; for a dynamic dimension its upper bound. Always a copy.
 * @param memoryPlanned whether the exporter gave the tensor a place in the method's own memory: data is then copied in
 *     on every call, else the runtime works on the caller's buffer
 */
public record TensorInfo(DType dtype, long[] shape, boolean memoryPlanned) implements ValueInfo {

    public TensorInfo {
        Tensor.numel(shape);
        shape = shape.clone();
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** Number of elements, exact for static shapes, else the upper bound. */
    public long numel() {
        return Tensor.numel(shape);
    }

    /** Bytes of the dense tensor, exact for static shapes, else the upper bound. */
    public long byteSize() {
        return Math.multiplyExact(numel(), dtype.byteSize());
    }

    @Override
    public Kind kind() {
        return Kind.TENSOR;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorInfo that
                && dtype == that.dtype
                && memoryPlanned == that.memoryPlanned
                && Arrays.equals(shape, that.shape);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * dtype.hashCode() + Arrays.hashCode(shape)) + Boolean.hashCode(memoryPlanned);
    }

    @Override
    public String toString() {
        return dtype + Arrays.toString(shape);
    }
}
