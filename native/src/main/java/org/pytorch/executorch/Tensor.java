package org.pytorch.executorch;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;

/**
 * A dense, row-major tensor in direct memory: shape, element type and data.
 *
 * <p><b>Contract.</b> Shape elements are 0 or more, their product is the number of elements, and the data holds exactly
 * that many. A tensor made from an array owns a copy; one made from a buffer borrows the caller's buffer, whatever its
 * position and limit: its whole capacity is the data, and what the caller writes later is what the next call sees. The
 * {@code getDataAs…} and {@code copyDataInto} methods throw {@link IllegalStateException} if the element type is
 * another one, and they never convert, except that half-precision types can also be read as float.
 *
 * <p><b>Life cycle.</b> Tensors are plain Java objects and need no closing. Tensors that a module returns own their
 * data and stay valid after the module is closed. Reading from several threads is safe while none writes to the data.
 */
public final class Tensor {

    // The native layer reads the next three fields.
    private final Buffer data;
    private final long[] shape;
    private final int dtypeCode;

    private final DType dtype;

    private Tensor(DType dtype, long[] shape, Buffer data) {
        this.dtype = dtype;
        this.dtypeCode = dtype.jniCode();
        this.shape = shape.clone();
        this.data = data;
    }

    /** An {@link DType#INT8} tensor. */
    public static Tensor fromBlob(byte[] data, long[] shape) {
        return new Tensor(DType.INT8, shape, TensorMemory.copyOf(DType.INT8, shape, ByteBuffer.wrap(data)));
    }

    /** A {@link DType#UINT8} tensor; each byte is read as 0..255. */
    public static Tensor fromBlobUnsigned(byte[] data, long[] shape) {
        return new Tensor(DType.UINT8, shape, TensorMemory.copyOf(DType.UINT8, shape, ByteBuffer.wrap(data)));
    }

    /** A {@link DType#HALF} tensor from IEEE 754 half-precision bits. */
    public static Tensor fromBlob(short[] data, long[] shape) {
        return new Tensor(DType.HALF, shape, TensorMemory.copyOf(DType.HALF, shape, ShortBuffer.wrap(data)));
    }

    /** An {@link DType#INT32} tensor. */
    public static Tensor fromBlob(int[] data, long[] shape) {
        return new Tensor(DType.INT32, shape, TensorMemory.copyOf(DType.INT32, shape, IntBuffer.wrap(data)));
    }

    /** An {@link DType#INT64} tensor. */
    public static Tensor fromBlob(long[] data, long[] shape) {
        return new Tensor(DType.INT64, shape, TensorMemory.copyOf(DType.INT64, shape, LongBuffer.wrap(data)));
    }

    /** A {@link DType#FLOAT} tensor. */
    public static Tensor fromBlob(float[] data, long[] shape) {
        return new Tensor(DType.FLOAT, shape, TensorMemory.copyOf(DType.FLOAT, shape, FloatBuffer.wrap(data)));
    }

    /** A {@link DType#DOUBLE} tensor. */
    public static Tensor fromBlob(double[] data, long[] shape) {
        return new Tensor(DType.DOUBLE, shape, TensorMemory.copyOf(DType.DOUBLE, shape, DoubleBuffer.wrap(data)));
    }

    // Direct buffers in native byte order: borrowed.

    /** An {@link DType#INT8} tensor on the caller's direct buffer. */
    public static Tensor fromBlob(ByteBuffer data, long[] shape) {
        return new Tensor(DType.INT8, shape, TensorMemory.borrow(DType.INT8, shape, data, data.order()));
    }

    /** A {@link DType#UINT8} tensor on the caller's direct buffer; each byte is read as 0..255. */
    public static Tensor fromBlobUnsigned(ByteBuffer data, long[] shape) {
        return new Tensor(DType.UINT8, shape, TensorMemory.borrow(DType.UINT8, shape, data, data.order()));
    }

    /** A {@link DType#HALF} tensor on the caller's direct buffer of half-precision bits. */
    public static Tensor fromBlob(ShortBuffer data, long[] shape) {
        return new Tensor(DType.HALF, shape, TensorMemory.borrow(DType.HALF, shape, data, data.order()));
    }

    /** An {@link DType#INT32} tensor on the caller's direct buffer. */
    public static Tensor fromBlob(IntBuffer data, long[] shape) {
        return new Tensor(DType.INT32, shape, TensorMemory.borrow(DType.INT32, shape, data, data.order()));
    }

    /** An {@link DType#INT64} tensor on the caller's direct buffer. */
    public static Tensor fromBlob(LongBuffer data, long[] shape) {
        return new Tensor(DType.INT64, shape, TensorMemory.borrow(DType.INT64, shape, data, data.order()));
    }

    /** A {@link DType#FLOAT} tensor on the caller's direct buffer. */
    public static Tensor fromBlob(FloatBuffer data, long[] shape) {
        return new Tensor(DType.FLOAT, shape, TensorMemory.borrow(DType.FLOAT, shape, data, data.order()));
    }

    /** A {@link DType#DOUBLE} tensor on the caller's direct buffer. */
    public static Tensor fromBlob(DoubleBuffer data, long[] shape) {
        return new Tensor(DType.DOUBLE, shape, TensorMemory.borrow(DType.DOUBLE, shape, data, data.order()));
    }

    /**
     * A tensor of zeros ({@code false} for {@link DType#BOOL}).
     *
     * @throws IllegalArgumentException if the type carries no data in Java
     */
    public static Tensor zeros(long[] shape, DType dtype) {
        return allocate(dtype, shape);
    }

    /**
     * A tensor of ones ({@code true} for {@link DType#BOOL}).
     *
     * @throws IllegalArgumentException if the type carries no data in Java
     */
    public static Tensor ones(long[] shape, DType dtype) {
        var tensor = allocate(dtype, shape);
        TensorMemory.fillWithOnes(dtype, tensor.data);
        return tensor;
    }

    /** A direct buffer in native byte order for {@code n} bytes. */
    public static ByteBuffer allocateByteBuffer(int n) {
        return TensorMemory.direct(n, Byte.BYTES);
    }

    /** A direct buffer in native byte order for {@code n} half-precision numbers. */
    public static ShortBuffer allocateHalfBuffer(int n) {
        return TensorMemory.direct(n, Short.BYTES).asShortBuffer();
    }

    /** A direct buffer in native byte order for {@code n} ints. */
    public static IntBuffer allocateIntBuffer(int n) {
        return TensorMemory.direct(n, Integer.BYTES).asIntBuffer();
    }

    /** A direct buffer in native byte order for {@code n} longs. */
    public static LongBuffer allocateLongBuffer(int n) {
        return TensorMemory.direct(n, Long.BYTES).asLongBuffer();
    }

    /** A direct buffer in native byte order for {@code n} floats. */
    public static FloatBuffer allocateFloatBuffer(int n) {
        return TensorMemory.direct(n, Float.BYTES).asFloatBuffer();
    }

    /** A direct buffer in native byte order for {@code n} doubles. */
    public static DoubleBuffer allocateDoubleBuffer(int n) {
        return TensorMemory.direct(n, Double.BYTES).asDoubleBuffer();
    }

    /** Number of elements. */
    public long numel() {
        return numel(shape);
    }

    /**
     * The number of elements of a shape: the product of its elements, 1 for a scalar.
     *
     * @throws IllegalArgumentException if an element is negative or the product exceeds {@link Long#MAX_VALUE}
     */
    public static long numel(long[] shape) {
        return TensorMemory.numel(shape);
    }

    /** Elements per dimension, outermost first; a copy. */
    public long[] shape() {
        return shape.clone();
    }

    /** The element type. */
    public DType dtype() {
        return dtype;
    }

    /** The data of an {@link DType#INT8} or {@link DType#BOOL} (0 or 1) tensor; a copy. */
    public byte[] getDataAsByteArray() {
        return data("getDataAsByteArray").signedBytes();
    }

    /** The data of a {@link DType#UINT8} tensor; a copy. Read an element as 0..255 with {@link Byte#toUnsignedInt}. */
    public byte[] getDataAsUnsignedByteArray() {
        return data("getDataAsUnsignedByteArray").unsignedBytes();
    }

    /** The bits of a {@link DType#HALF}, {@link DType#BFLOAT16} or {@link DType#INT16} tensor; a copy. */
    public short[] getDataAsShortArray() {
        return data("getDataAsShortArray").shorts();
    }

    /** The data of an {@link DType#INT32} tensor; a copy. */
    public int[] getDataAsIntArray() {
        return data("getDataAsIntArray").ints();
    }

    /** The data of an {@link DType#INT64} tensor; a copy. */
    public long[] getDataAsLongArray() {
        return data("getDataAsLongArray").longs();
    }

    /** The data of a {@link DType#FLOAT} tensor, or of a half-precision one widened; a copy. */
    public float[] getDataAsFloatArray() {
        return data("getDataAsFloatArray").floats();
    }

    /** The data of a {@link DType#DOUBLE} tensor; a copy. */
    public double[] getDataAsDoubleArray() {
        return data("getDataAsDoubleArray").doubles();
    }

    // copyDataInto: the whole data from the destination's position on, which advances; a destination with less room
    // is left alone and answered with BufferOverflowException.

    /** Copies the data of an {@link DType#INT8} or {@link DType#BOOL} tensor to the destination's position. */
    public void copyDataInto(ByteBuffer destination) {
        data("copyDataInto(ByteBuffer)").copySignedInto(destination);
    }

    /** Copies the data of a {@link DType#UINT8} tensor to the destination's position. */
    public void copyDataIntoUnsigned(ByteBuffer destination) {
        data("copyDataIntoUnsigned").copyUnsignedInto(destination);
    }

    /** Copies the bits of a {@link DType#HALF}, {@link DType#BFLOAT16} or {@link DType#INT16} tensor. */
    public void copyDataInto(ShortBuffer destination) {
        data("copyDataInto(ShortBuffer)").copyInto(destination);
    }

    /** Copies the data of an {@link DType#INT32} tensor to the destination's position. */
    public void copyDataInto(IntBuffer destination) {
        data("copyDataInto(IntBuffer)").copyInto(destination);
    }

    /** Copies the data of an {@link DType#INT64} tensor to the destination's position. */
    public void copyDataInto(LongBuffer destination) {
        data("copyDataInto(LongBuffer)").copyInto(destination);
    }

    /** Copies the data of a {@link DType#FLOAT} tensor, or of a half-precision one widened. */
    public void copyDataInto(FloatBuffer destination) {
        data("copyDataInto(FloatBuffer)").copyInto(destination);
    }

    /** Copies the data of a {@link DType#DOUBLE} tensor to the destination's position. */
    public void copyDataInto(DoubleBuffer destination) {
        data("copyDataInto(DoubleBuffer)").copyInto(destination);
    }

    /**
     * The data itself, not a copy, as a direct buffer of the element type ({@link ShortBuffer} for half-precision,
     * {@link ByteBuffer} for 8-bit types and {@link DType#BOOL}). Position 0, limit and capacity {@link #numel()}.
     */
    public Buffer getRawDataBuffer() {
        return data.duplicate().clear();
    }

    /** Serializes this tensor; {@link #fromByteArray} describes the format. */
    public byte[] toByteArray() {
        return TensorFormat.write(this);
    }

    /**
     * Reads what {@link #toByteArray} wrote: one byte dtype code, one byte number of dimensions (0..16), the dimensions
     * as big-endian ints, the elements big-endian. The format follows ExecuTorch's Java API.
     *
     * @throws IllegalArgumentException if the bytes are anything else
     */
    public static Tensor fromByteArray(byte[] bytes) {
        return TensorFormat.read(ByteBuffer.wrap(bytes));
    }

    @Override
    public String toString() {
        return "Tensor(%s, %s)".formatted(dtype, Arrays.toString(shape));
    }

    /** Zeroed memory for a tensor; also what the native layer calls for each output. */
    static Tensor allocate(DType dtype, long[] shape) {
        return new Tensor(dtype, shape, TensorMemory.allocate(dtype, shape));
    }

    private static Tensor allocate(int dtypeCode, long[] shape) {
        return allocate(DType.fromJniCode(dtypeCode), shape);
    }

    private TensorData data(String caller) {
        return new TensorData(dtype, data, caller);
    }
}
