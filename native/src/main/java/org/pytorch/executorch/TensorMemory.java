package org.pytorch.executorch;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Makes the direct buffers that hold the data of tensors, typed by element and in native byte order, and refuses data
 * that does not fit its shape. All methods throw {@link IllegalArgumentException} for what cannot be.
 */
final class TensorMemory {

    private TensorMemory() {}

    /** What {@link Tensor#numel(long[])} answers. */
    static long numel(long[] shape) {
        long numel = 1;
        for (long size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException(
                        "The shape %s has a negative element".formatted(Arrays.toString(shape)));
            }
            if (Math.multiplyHigh(numel, size) != 0 || numel * size < 0) {
                throw new IllegalArgumentException(
                        "The shape %s has more elements than a long can count".formatted(Arrays.toString(shape)));
            }
            numel *= size;
        }
        return numel;
    }

    /** Zeroed memory for a tensor. */
    static Buffer allocate(DType dtype, long[] shape) {
        long numel = numel(shape);
        if (numel > Integer.MAX_VALUE / dtype.byteSize()) {
            throw new IllegalArgumentException(
                    "A tensor %s%s does not fit a Java buffer of 2 GB".formatted(dtype, Arrays.toString(shape)));
        }
        return viewOf(dtype, direct((int) numel, dtype.byteSize()));
    }

    /** A copy of all of {@code source}, a heap buffer of the element type. */
    static Buffer copyOf(DType dtype, long[] shape, Buffer source) {
        requireSize(shape, source.capacity());
        var copy = viewOf(dtype, direct(source.capacity(), dtype.byteSize()));
        switch (copy) {
            case ByteBuffer b -> b.put((ByteBuffer) source);
            case ShortBuffer b -> b.put((ShortBuffer) source);
            case IntBuffer b -> b.put((IntBuffer) source);
            case LongBuffer b -> b.put((LongBuffer) source);
            case FloatBuffer b -> b.put((FloatBuffer) source);
            case DoubleBuffer b -> b.put((DoubleBuffer) source);
            default -> throw new AssertionError(copy);
        }
        return copy.clear();
    }

    /** The caller's buffer itself, if the native layer can read it in place; {@code order} is the buffer's. */
    static Buffer borrow(DType dtype, long[] shape, Buffer data, ByteOrder order) {
        requireSize(shape, data.capacity());
        requireReadable("the data of a tensor", dtype.byteSize(), data, order);
        return data;
    }

    /** Refuses a buffer that native code cannot use in place; {@code order} is the buffer's. */
    static void requireReadable(String what, int elementBytes, Buffer buffer, ByteOrder order) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException(
                    "The buffer for %s must be direct; make one with Tensor.allocate…Buffer".formatted(what));
        }
        if (elementBytes > 1 && order != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException("The buffer for %s must be in native byte order (%s), not %s"
                    .formatted(what, ByteOrder.nativeOrder(), order));
        }
    }

    /** A zeroed direct buffer in native byte order. */
    static ByteBuffer direct(int elements, int elementBytes) {
        if (elements < 0 || elements > Integer.MAX_VALUE / elementBytes) {
            throw new IllegalArgumentException("A buffer cannot hold %d elements of %d bytes; it holds 0 to %d"
                    .formatted(elements, elementBytes, Integer.MAX_VALUE / elementBytes));
        }
        return ByteBuffer.allocateDirect(elements * elementBytes).order(ByteOrder.nativeOrder());
    }

    /** Sets every element to one in its type; {@code data} is what {@link #allocate} made. */
    static void fillWithOnes(DType dtype, Buffer data) {
        int n = data.capacity();
        switch (data) {
            case ByteBuffer b -> fill(n, i -> b.put(i, (byte) 1));
            case ShortBuffer b -> {
                short one =
                        switch (dtype) {
                            case HALF -> Float.floatToFloat16(1);
                            case BFLOAT16 -> (short) (Float.floatToIntBits(1) >>> Short.SIZE);
                            default -> 1;
                        };
                fill(n, i -> b.put(i, one));
            }
            case IntBuffer b -> fill(n, i -> b.put(i, 1));
            case LongBuffer b -> fill(n, i -> b.put(i, 1));
            case FloatBuffer b -> fill(n, i -> b.put(i, 1));
            case DoubleBuffer b -> fill(n, i -> b.put(i, 1));
            default -> throw new AssertionError(data);
        }
    }

    private static void fill(int n, IntConsumer setOne) {
        for (int i = 0; i < n; i++) {
            setOne.accept(i);
        }
    }

    private static void requireSize(long[] shape, int elements) {
        if (numel(shape) != elements) {
            throw new IllegalArgumentException("The shape %s asks for %d elements, the data has %d"
                    .formatted(Arrays.toString(shape), numel(shape), elements));
        }
    }

    private static Buffer viewOf(DType dtype, ByteBuffer bytes) {
        var ordered = bytes.order(ByteOrder.nativeOrder());
        return switch (dtype) {
            case UINT8, INT8, BOOL -> ordered;
            case INT16, HALF, BFLOAT16 -> ordered.asShortBuffer();
            case INT32 -> ordered.asIntBuffer();
            case INT64 -> ordered.asLongBuffer();
            case FLOAT -> ordered.asFloatBuffer();
            case DOUBLE -> ordered.asDoubleBuffer();
            default ->
                throw new IllegalArgumentException(
                        "Tensors of %s carry no data in Java; export the model with another type".formatted(dtype));
        };
    }
}
