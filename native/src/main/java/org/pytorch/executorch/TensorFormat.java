package org.pytorch.executorch;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;

/** The byte format that {@link Tensor#fromByteArray} documents. Sizes are checked before anything is allocated. */
final class TensorFormat {

    private static final int MAX_RANK = 16;

    private TensorFormat() {}

    static byte[] write(Tensor tensor) {
        long[] shape = tensor.shape();
        if (shape.length > MAX_RANK || Arrays.stream(shape).anyMatch(size -> size > Integer.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "%s cannot be serialized: the format holds up to %d dimensions of 31 bits"
                            .formatted(tensor, MAX_RANK));
        }
        long size = 2 + 4L * shape.length + tensor.numel() * tensor.dtype().byteSize();
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("%s is too big for a byte array".formatted(tensor));
        }
        var bytes = ByteBuffer.allocate((int) size)
                .put((byte) tensor.dtype().jniCode())
                .put((byte) shape.length);
        for (long s : shape) {
            bytes.putInt((int) s);
        }
        copy(tensor.getRawDataBuffer(), bytes, false);
        return bytes.array();
    }

    /** Reads one tensor that fills {@code bytes} from its position to its limit. */
    static Tensor read(ByteBuffer bytes) {
        if (bytes.remaining() < 2) {
            throw new IllegalArgumentException("A serialized tensor has at least 2 bytes, not " + bytes.remaining());
        }
        var dtype = DType.fromJniCode(bytes.get());
        int rank = bytes.get();
        if (rank < 0 || rank > MAX_RANK || bytes.remaining() < 4 * rank) {
            throw new IllegalArgumentException(
                    "A serialized tensor of %d dimensions needs 0 to %d of them and %d bytes, %d follow"
                            .formatted(rank, MAX_RANK, 4 * rank, bytes.remaining()));
        }
        var shape = new long[rank];
        Arrays.setAll(shape, i -> bytes.getInt());
        long numel = Tensor.numel(shape);
        if (bytes.remaining() % dtype.byteSize() != 0 || bytes.remaining() / dtype.byteSize() != numel) {
            throw new IllegalArgumentException("A serialized tensor %s%s needs %d elements of %d bytes, %d bytes follow"
                    .formatted(dtype, Arrays.toString(shape), numel, dtype.byteSize(), bytes.remaining()));
        }
        var tensor = Tensor.allocate(dtype, shape);
        copy(tensor.getRawDataBuffer(), bytes, true);
        return tensor;
    }

    /** Moves all elements between native memory and big-endian {@code bytes}, which stand at the first element. */
    private static void copy(Buffer data, ByteBuffer bytes, boolean intoData) {
        switch (data) {
            case ByteBuffer b when intoData -> b.put(bytes);
            case ByteBuffer b -> bytes.put(b);
            case ShortBuffer b when intoData -> b.put(bytes.asShortBuffer());
            case ShortBuffer b -> bytes.asShortBuffer().put(b);
            case IntBuffer b when intoData -> b.put(bytes.asIntBuffer());
            case IntBuffer b -> bytes.asIntBuffer().put(b);
            case LongBuffer b when intoData -> b.put(bytes.asLongBuffer());
            case LongBuffer b -> bytes.asLongBuffer().put(b);
            case FloatBuffer b when intoData -> b.put(bytes.asFloatBuffer());
            case FloatBuffer b -> bytes.asFloatBuffer().put(b);
            case DoubleBuffer b when intoData -> b.put(bytes.asDoubleBuffer());
            case DoubleBuffer b -> bytes.asDoubleBuffer().put(b);
            default -> throw new AssertionError(data);
        }
    }
}
