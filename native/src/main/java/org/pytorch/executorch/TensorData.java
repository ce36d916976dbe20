package org.pytorch.executorch;

import java.nio.Buffer;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;

/**
 * Reads the data of a tensor as arrays and into buffers of Java's types, for one call of {@link Tensor}'s API.
 *
 * <p>The whole capacity of {@code data} is read, whatever its position and limit, and left as it is. Every method throws
 * {@link IllegalStateException} in the name of {@code caller} if the element type is another one.
 *
 * @param caller the method of the API, for messages
 */
record TensorData(DType dtype, Buffer data, String caller) {

    byte[] signedBytes() {
        var array = new byte[data.capacity()];
        copySignedInto(ByteBuffer.wrap(array));
        return array;
    }

    byte[] unsignedBytes() {
        var array = new byte[data.capacity()];
        copyUnsignedInto(ByteBuffer.wrap(array));
        return array;
    }

    short[] shorts() {
        var array = new short[data.capacity()];
        copyInto(ShortBuffer.wrap(array));
        return array;
    }

    int[] ints() {
        var array = new int[data.capacity()];
        copyInto(IntBuffer.wrap(array));
        return array;
    }

    long[] longs() {
        var array = new long[data.capacity()];
        copyInto(LongBuffer.wrap(array));
        return array;
    }

    float[] floats() {
        var array = new float[data.capacity()];
        copyInto(FloatBuffer.wrap(array));
        return array;
    }

    double[] doubles() {
        var array = new double[data.capacity()];
        copyInto(DoubleBuffer.wrap(array));
        return array;
    }

    void copySignedInto(ByteBuffer destination) {
        destination.put(bytes(DType.INT8, DType.BOOL));
    }

    void copyUnsignedInto(ByteBuffer destination) {
        destination.put(bytes(DType.UINT8));
    }

    void copyInto(ShortBuffer destination) {
        require(DType.HALF, DType.BFLOAT16, DType.INT16);
        destination.put(((ShortBuffer) data).duplicate().clear());
    }

    void copyInto(IntBuffer destination) {
        require(DType.INT32);
        destination.put(((IntBuffer) data).duplicate().clear());
    }

    void copyInto(LongBuffer destination) {
        require(DType.INT64);
        destination.put(((LongBuffer) data).duplicate().clear());
    }

    /** Half-precision numbers are widened. */
    void copyInto(FloatBuffer destination) {
        require(DType.FLOAT, DType.HALF, DType.BFLOAT16);
        if (data instanceof FloatBuffer floats) {
            destination.put(floats.duplicate().clear());
            return;
        }
        var halves = (ShortBuffer) data;
        if (destination.remaining() < halves.capacity()) {
            throw new BufferOverflowException();
        }
        for (int i = 0; i < halves.capacity(); i++) {
            short bits = halves.get(i);
            destination.put(
                    dtype == DType.HALF ? Float.float16ToFloat(bits) : Float.intBitsToFloat(bits << Short.SIZE));
        }
    }

    void copyInto(DoubleBuffer destination) {
        require(DType.DOUBLE);
        destination.put(((DoubleBuffer) data).duplicate().clear());
    }

    private ByteBuffer bytes(DType... allowed) {
        require(allowed);
        return ((ByteBuffer) data).duplicate().clear();
    }

    private void require(DType... allowed) {
        if (!Arrays.asList(allowed).contains(dtype)) {
            throw new IllegalStateException(
                    "%s needs a tensor of %s, this one holds %s".formatted(caller, Arrays.toString(allowed), dtype));
        }
    }
}
