package dev.edgeinfer.detect;

import dev.edgeinfer.model.OutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** An output for a decoder, zero but for what a test sets. */
final class HandMadeOutput {

    private final long[] shape;
    private final ByteBuffer memory;
    private final FloatBuffer floats;

    HandMadeOutput(long... shape) {
        this.shape = shape;
        int size = (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
        memory = ByteBuffer.allocateDirect(size * Float.BYTES).order(ByteOrder.nativeOrder());
        floats = memory.asFloatBuffer();
    }

    OutputTensor tensor() {
        return OutputTensor.ofFloats(memory, shape);
    }

    HandMadeOutput fill(float value) {
        for (int i = 0; i < floats.capacity(); i++) {
            floats.put(i, value);
        }
        return this;
    }

    /** Sets one element by its index in each dimension. */
    HandMadeOutput set(double value, int... index) {
        int at = 0;
        for (int dimension = 0; dimension < index.length; dimension++) {
            at = at * (int) shape[dimension] + index[dimension];
        }
        floats.put(at, (float) value);
        return this;
    }

    /** Sets the elements of row {@code row} of {@code [1, N, length]} from its first. */
    HandMadeOutput row(int row, double... values) {
        for (int i = 0; i < values.length; i++) {
            set(values[i], 0, row, i);
        }
        return this;
    }
}
