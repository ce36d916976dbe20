package dev.edgeinfer.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.pytorch.executorch.Tensor;

/**
 * An output of a loaded model as 32-bit floats, dense and row-major. Read in place where the program returns such; a
 * program that returns half floats has them widened after each run.
 *
 * <p>The values are valid from the end of a run to the start of the next. Not thread-safe.
 */
public final class OutputTensor {

    private final long[] shape;
    private final FloatBuffer floats;
    /** The program's own output where it is of 16-bit floats. */
    private final Optional<ShortBuffer> halfs;

    private OutputTensor(long[] shape, Optional<ShortBuffer> halfs, FloatBuffer floats) {
        this.shape = shape.clone();
        this.halfs = halfs;
        this.floats = floats;
    }

    /** An output that holds 32-bit floats, direct and in native byte order, as many as the shape says. */
    public static OutputTensor ofFloats(ByteBuffer memory, long... shape) {
        requireSize(memory, shape, Float.BYTES);
        return new OutputTensor(shape, Optional.empty(), whole(memory).asFloatBuffer());
    }

    /** An output that holds 16-bit floats, direct and in native byte order, as many as the shape says. */
    public static OutputTensor ofHalfs(ByteBuffer memory, long... shape) {
        requireSize(memory, shape, Short.BYTES);
        // Off the heap as the other kind is, so that loops over outputs see one kind of memory.
        var floats = Tensor.allocateFloatBuffer(memory.capacity() / Short.BYTES);
        return new OutputTensor(shape, Optional.of(whole(memory).asShortBuffer()), floats);
    }

    private static ByteBuffer whole(ByteBuffer memory) {
        return memory.duplicate().clear().order(ByteOrder.nativeOrder());
    }

    /** Elements in each dimension, outermost first. A copy. */
    public long[] shape() {
        return shape.clone();
    }

    /** Elements in one dimension. */
    public int size(int dimension) {
        return Math.toIntExact(shape[dimension]);
    }

    /** The memory of the values, direct and in native byte order: a new view of it, with a position and limit of its own. */
    public FloatBuffer floats() {
        return floats.duplicate();
    }

    /** The value at a row-major index. */
    public float get(int index) {
        return floats.get(index);
    }

    /** Takes over what the last run wrote. */
    void refresh() {
        if (halfs.isEmpty()) {
            return;
        }
        ShortBuffer source = halfs.get();
        for (int i = 0; i < source.capacity(); i++) {
            floats.put(i, Float.float16ToFloat(source.get(i)));
        }
    }

    private static void requireSize(ByteBuffer memory, long[] shape, int elementBytes) {
        long wanted = elementBytes * Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (memory.capacity() != wanted) {
            throw new IllegalArgumentException("An output of shape %s has %d bytes, not %d"
                    .formatted(Arrays.toString(shape), wanted, memory.capacity()));
        }
    }
}
