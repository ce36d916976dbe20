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
        return array(bytes(DType.INT8, DType.BOOL));
    }

    byte[] unsignedBytes() {
        return array(bytes(DType.UINT8));
    }

    short[] shorts() {
        var source = shortBits();
        var array = new short[source.capacity()];
        source.get(0, array);
        return array;
    }

    int[] ints() {
        require(DType.INT32);
        var array = new int[data.capacity()];
        ((IntBuffer) data).get(0, array);
        return array;
    }

    long[] longs() {
        require(DType.INT64);
        var array = new long[data.capacity()];
        ((LongBuffer) data).get(0, array);
        return array;
    }

    float[] floats() {
        var array = new float[data.capacity()];
        copyInto(FloatBuffer.wrap(array));
        return array;
    }

    double[] doubles() {
        require(DType.DOUBLE);
        var array = new double[data.capacity()];
        ((DoubleBuffer) data).get(0, array);
        return array;
    }

    void copySignedInto(ByteBuffer destination) {
        destination.put(bytes(DType.INT8, DType.BOOL));
    }

    void copyUnsignedInto(ByteBuffer destination) {
        destination.put(bytes(DType.UINT8));
    }

    void copyInto(ShortBuffer destination) {
        destination.put(shortBits());
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

    private ShortBuffer shortBits() {
        require(DType.HALF, DType.BFLOAT16, DType.INT16);
        return ((ShortBuffer) data).duplicate().clear();
    }

    private static byte[] array(ByteBuffer source) {
        var array = new byte[source.capacity()];
        source.get(0, array);
        return array;
    }

    private void require(DType... allowed) {
        if (!Arrays.asList(allowed).contains(dtype)) {
            throw new IllegalStateException(
                    "%s needs a tensor of %s, this one holds %s".formatted(caller, Arrays.toString(allowed), dtype));
        }
    }
}
