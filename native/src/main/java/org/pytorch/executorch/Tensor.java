package org.pytorch.executorch;

import java.nio.Buffer;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

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
        this.shape = shape;
        this.data = data;
    }

    // Arrays: copied.

    /** An {@link DType#INT8} tensor. */
    public static Tensor fromBlob(byte[] data, long[] shape) {
        return copyOf(DType.INT8, shape, data.length, copy -> copy.put(data));
    }

    /** A {@link DType#UINT8} tensor; each byte is read as 0..255. */
    public static Tensor fromBlobUnsigned(byte[] data, long[] shape) {
        return copyOf(DType.UINT8, shape, data.length, copy -> copy.put(data));
    }

    /** A {@link DType#HALF} tensor from IEEE 754 half-precision bits. */
    public static Tensor fromBlob(short[] data, long[] shape) {
        return copyOf(
                DType.HALF, shape, data.length, copy -> copy.asShortBuffer().put(data));
    }

    /** An {@link DType#INT32} tensor. */
    public static Tensor fromBlob(int[] data, long[] shape) {
        return copyOf(
                DType.INT32, shape, data.length, copy -> copy.asIntBuffer().put(data));
    }

    /** An {@link DType#INT64} tensor. */
    public static Tensor fromBlob(long[] data, long[] shape) {
        return copyOf(
                DType.INT64, shape, data.length, copy -> copy.asLongBuffer().put(data));
    }

    /** A {@link DType#FLOAT} tensor. */
    public static Tensor fromBlob(float[] data, long[] shape) {
        return copyOf(
                DType.FLOAT, shape, data.length, copy -> copy.asFloatBuffer().put(data));
    }

    /** A {@link DType#DOUBLE} tensor. */
    public static Tensor fromBlob(double[] data, long[] shape) {
        return copyOf(
                DType.DOUBLE, shape, data.length, copy -> copy.asDoubleBuffer().put(data));
    }

    // Direct buffers in native byte order: borrowed.

    /** An {@link DType#INT8} tensor on the caller's direct buffer. */
    public static Tensor fromBlob(ByteBuffer data, long[] shape) {
        return borrow(DType.INT8, shape, data, data.order());
    }

    /** A {@link DType#UINT8} tensor on the caller's direct buffer; each byte is read as 0..255. */
    public static Tensor fromBlobUnsigned(ByteBuffer data, long[] shape) {
        return borrow(DType.UINT8, shape, data, data.order());
    }

    /** A {@link DType#HALF} tensor on the caller's direct buffer of half-precision bits. */
    public static Tensor fromBlob(ShortBuffer data, long[] shape) {
        return borrow(DType.HALF, shape, data, data.order());
    }

    /** An {@link DType#INT32} tensor on the caller's direct buffer. */
    public static Tensor fromBlob(IntBuffer data, long[] shape) {
        return borrow(DType.INT32, shape, data, data.order());
    }

    /** An {@link DType#INT64} tensor on the caller's direct buffer. */
    public static Tensor fromBlob(LongBuffer data, long[] shape) {
        return borrow(DType.INT64, shape, data, data.order());
    }

    /** A {@link DType#FLOAT} tensor on the caller's direct buffer. */
    public static Tensor fromBlob(FloatBuffer data, long[] shape) {
        return borrow(DType.FLOAT, shape, data, data.order());
    }

    /** A {@link DType#DOUBLE} tensor on the caller's direct buffer. */
    public static Tensor fromBlob(DoubleBuffer data, long[] shape) {
        return borrow(DType.DOUBLE, shape, data, data.order());
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
        int n = tensor.data.capacity();
        switch (tensor.data) {
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
            default -> throw new AssertionError(tensor.data);
        }
        return tensor;
    }

    /** A direct buffer in native byte order for {@code n} bytes. */
    public static ByteBuffer allocateByteBuffer(int n) {
        return direct(n, Byte.BYTES);
    }

    /** A direct buffer in native byte order for {@code n} half-precision numbers. */
    public static ShortBuffer allocateHalfBuffer(int n) {
        return direct(n, Short.BYTES).asShortBuffer();
    }

    /** A direct buffer in native byte order for {@code n} ints. */
    public static IntBuffer allocateIntBuffer(int n) {
        return direct(n, Integer.BYTES).asIntBuffer();
    }

    /** A direct buffer in native byte order for {@code n} longs. */
    public static LongBuffer allocateLongBuffer(int n) {
        return direct(n, Long.BYTES).asLongBuffer();
    }

    /** A direct buffer in native byte order for {@code n} floats. */
    public static FloatBuffer allocateFloatBuffer(int n) {
        return direct(n, Float.BYTES).asFloatBuffer();
    }

    /** A direct buffer in native byte order for {@code n} doubles. */
    public static DoubleBuffer allocateDoubleBuffer(int n) {
        return direct(n, Double.BYTES).asDoubleBuffer();
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
        var array = new byte[bytes("getDataAsByteArray", DType.INT8, DType.BOOL).capacity()];
        ((ByteBuffer) data).get(0, array);
        return array;
    }

    /** The data of a {@link DType#UINT8} tensor; a copy. Read an element as 0..255 with {@link Byte#toUnsignedInt}. */
    public byte[] getDataAsUnsignedByteArray() {
        var array = new byte[bytes("getDataAsUnsignedByteArray", DType.UINT8).capacity()];
        ((ByteBuffer) data).get(0, array);
        return array;
    }

    /** The bits of a {@link DType#HALF}, {@link DType#BFLOAT16} or {@link DType#INT16} tensor; a copy. */
    public short[] getDataAsShortArray() {
        var array = new short[shorts("getDataAsShortArray").capacity()];
        ((ShortBuffer) data).get(0, array);
        return array;
    }

    /** The data of an {@link DType#INT32} tensor; a copy. */
    public int[] getDataAsIntArray() {
        require("getDataAsIntArray", DType.INT32);
        var array = new int[data.capacity()];
        ((IntBuffer) data).get(0, array);
        return array;
    }

    /** The data of an {@link DType#INT64} tensor; a copy. */
    public long[] getDataAsLongArray() {
        require("getDataAsLongArray", DType.INT64);
        var array = new long[data.capacity()];
        ((LongBuffer) data).get(0, array);
        return array;
    }

    /** The data of a {@link DType#FLOAT} tensor, or of a half-precision one widened; a copy. */
    public float[] getDataAsFloatArray() {
        var array = new float[data.capacity()];
        copyFloats("getDataAsFloatArray", FloatBuffer.wrap(array));
        return array;
    }

    /** The data of a {@link DType#DOUBLE} tensor; a copy. */
    public double[] getDataAsDoubleArray() {
        require("getDataAsDoubleArray", DType.DOUBLE);
        var array = new double[data.capacity()];
        ((DoubleBuffer) data).get(0, array);
        return array;
    }

    // copyDataInto: the whole data from the destination's position on, which advances; a destination with less room
    // is left alone and answered with BufferOverflowException.

    /** Copies the data of an {@link DType#INT8} or {@link DType#BOOL} tensor to the destination's position. */
    public void copyDataInto(ByteBuffer destination) {
        destination.put(bytes("copyDataInto(ByteBuffer)", DType.INT8, DType.BOOL));
    }

    /** Copies the data of a {@link DType#UINT8} tensor to the destination's position. */
    public void copyDataIntoUnsigned(ByteBuffer destination) {
        destination.put(bytes("copyDataIntoUnsigned", DType.UINT8));
    }

    /** Copies the bits of a {@link DType#HALF}, {@link DType#BFLOAT16} or {@link DType#INT16} tensor. */
    public void copyDataInto(ShortBuffer destination) {
        destination.put(shorts("copyDataInto(ShortBuffer)"));
    }

    /** Copies the data of an {@link DType#INT32} tensor to the destination's position. */
    public void copyDataInto(IntBuffer destination) {
        require("copyDataInto(IntBuffer)", DType.INT32);
        destination.put(((IntBuffer) data).duplicate().clear());
    }

    /** Copies the data of an {@link DType#INT64} tensor to the destination's position. */
    public void copyDataInto(LongBuffer destination) {
        require("copyDataInto(LongBuffer)", DType.INT64);
        destination.put(((LongBuffer) data).duplicate().clear());
    }

    /** Copies the data of a {@link DType#FLOAT} tensor, or of a half-precision one widened. */
    public void copyDataInto(FloatBuffer destination) {
        copyFloats("copyDataInto(FloatBuffer)", destination);
    }

    /** Copies the data of a {@link DType#DOUBLE} tensor to the destination's position. */
    public void copyDataInto(DoubleBuffer destination) {
        require("copyDataInto(DoubleBuffer)", DType.DOUBLE);
        destination.put(((DoubleBuffer) data).duplicate().clear());
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
        long numel = numel(shape);
        if (numel > Integer.MAX_VALUE / dtype.byteSize()) {
            throw new IllegalArgumentException(
                    "A tensor %s%s does not fit a Java buffer of 2 GB".formatted(dtype, Arrays.toString(shape)));
        }
        return new Tensor(dtype, shape.clone(), viewOf(dtype, direct((int) numel, dtype.byteSize())));
    }

    private static Tensor allocate(int dtypeCode, long[] shape) {
        return allocate(DType.fromJniCode(dtypeCode), shape);
    }

    private static Tensor copyOf(DType dtype, long[] shape, int length, Consumer<ByteBuffer> copyInto) {
        requireSize(shape, length);
        var bytes = direct(length, dtype.byteSize());
        copyInto.accept(bytes);
        return new Tensor(dtype, shape.clone(), viewOf(dtype, bytes.clear()));
    }

    private static Tensor borrow(DType dtype, long[] shape, Buffer data, ByteOrder order) {
        requireSize(shape, data.capacity());
        if (!data.isDirect()) {
            throw new IllegalArgumentException(
                    "The data of a tensor must be a direct buffer; make one with Tensor.allocate…Buffer");
        }
        if (dtype.byteSize() > 1 && order != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException("The data of a tensor must be in native byte order (%s), not %s"
                    .formatted(ByteOrder.nativeOrder(), order));
        }
        return new Tensor(dtype, shape.clone(), data);
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

    private static ByteBuffer direct(int elements, int elementBytes) {
        if (elements < 0 || elements > Integer.MAX_VALUE / elementBytes) {
            throw new IllegalArgumentException("A buffer cannot hold %d elements of %d bytes; it holds 0 to %d"
                    .formatted(elements, elementBytes, Integer.MAX_VALUE / elementBytes));
        }
        return ByteBuffer.allocateDirect(elements * elementBytes).order(ByteOrder.nativeOrder());
    }

    private static void fill(int n, IntConsumer setOne) {
        for (int i = 0; i < n; i++) {
            setOne.accept(i);
        }
    }

    private ByteBuffer bytes(String caller, DType... allowed) {
        require(caller, allowed);
        return ((ByteBuffer) data).duplicate().clear();
    }

    private ShortBuffer shorts(String caller) {
        require(caller, DType.HALF, DType.BFLOAT16, DType.INT16);
        return ((ShortBuffer) data).duplicate().clear();
    }

    private void copyFloats(String caller, FloatBuffer destination) {
        require(caller, DType.FLOAT, DType.HALF, DType.BFLOAT16);
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

    private void require(String caller, DType... allowed) {
        if (!Arrays.asList(allowed).contains(dtype)) {
            throw new IllegalStateException(
                    "%s needs a tensor of %s, this one holds %s".formatted(caller, Arrays.toString(allowed), dtype));
        }
    }
}
