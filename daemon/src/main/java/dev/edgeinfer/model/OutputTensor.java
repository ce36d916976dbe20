package dev.edgeinfer.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An output of a loaded model as 32-bit floats, dense and row-major. Read in place where the program returns such; a
 * program that returns half floats has them widened after each run.
 *
 * <p>The values are valid from the end of a run to the start of the next. Not thread-safe.
 */
public final class OutputTensor {

    private final long[] shape;
    private final MemorySegment floats;
    /** The program's own output where it is not of 32-bit floats, else the same as {@link #floats}. */
    private final MemorySegment source;

    private OutputTensor(long[] shape, MemorySegment source, MemorySegment floats) {
        this.shape = shape.clone();
        this.source = source;
        this.floats = floats;
    }

    /** An output that holds 32-bit floats, direct and in native byte order, as many as the shape says. */
    public static OutputTensor ofFloats(ByteBuffer memory, long... shape) {
        var floats = MemorySegment.ofBuffer(memory.duplicate().clear());
        requireSize(floats, shape, Float.BYTES);
        return new OutputTensor(shape, floats, floats);
    }

    /** An output that holds 16-bit floats, direct and in native byte order, as many as the shape says. */
    public static OutputTensor ofHalfs(ByteBuffer memory, long... shape) {
        var halfs = MemorySegment.ofBuffer(memory.duplicate().clear());
        requireSize(halfs, shape, Short.BYTES);
        // Off the heap as the other kind is, so that loops over outputs see one kind of memory.
        var floats = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(2 * memory.capacity()));
        return new OutputTensor(shape, halfs, floats);
    }

    /** Elements in each dimension, outermost first. A copy. */
    public long[] shape() {
        return shape.clone();
    }

    /** Elements in one dimension. */
    public int size(int dimension) {
        return Math.toIntExact(shape[dimension]);
    }

    /** The values as 32-bit floats, for {@link ValueLayout#JAVA_FLOAT}. */
    public MemorySegment floats() {
        return floats;
    }

    /** The value at a row-major index. */
    public float get(long index) {
        return floats.getAtIndex(ValueLayout.JAVA_FLOAT, index);
    }

    /** Takes over what the last run wrote. */
    void refresh() {
        if (source == floats) {
            return;
        }
        int count = (int) (source.byteSize() / Short.BYTES);
        for (int i = 0; i < count; i++) {
            float value = Float.float16ToFloat(source.getAtIndex(ValueLayout.JAVA_SHORT, i));
            floats.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
        }
    }

    private static void requireSize(MemorySegment memory, long[] shape, int elementBytes) {
        long wanted = elementBytes * Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (memory.byteSize() != wanted) {
            throw new IllegalArgumentException("An output of shape %s has %d bytes, not %d"
                    .formatted(Arrays.toString(shape), wanted, memory.byteSize()));
        }
    }
}
